package io.gleaner.evaluation.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.DriftStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("On a stream of Corel5k images, a drift detector")
class DriftSimulationTest {
  private static final int RUNS = 40;

  @SuppressWarnings("NullAway.Init") // set before all
  private static DriftSetting setting;

  @BeforeAll
  static void begin() throws IOException {
    setting = DriftSetting.begin(DriftSetting.corel5k(), 5, DriftSetting.BASELINE);
  }

  @Test
  @DisplayName("raises at most one alarm in 100,000 images where nothing moves")
  void shouldStayQuiet() {
    List<DriftEvent> events = setting.steady().fork(6).steady(100_000).events();
    System.out.printf("no drift, 100,000 images: %d alarms %s%n", events.size(), events);
    assertThat(events).hasSizeLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "water",
        "sky",
        "tree",
        "people",
        "grass",
        "buildings",
        "mountain",
        "snow",
        "flowers",
        "bear",
        "plane"
      })
  @DisplayName(
      "finds a class that doubles within 2,000 images in 95 % of 40 runs, if scores show it")
  void shouldFindADoubledClass(String name) {
    int label = setting.pool().names().indexOf(name);
    assertThat(setting.pool().prevalence(label)).isGreaterThanOrEqualTo(DriftSetting.FREQUENT);
    int found = setting.found(label, RUNS);
    System.out.printf("%s doubled: found in %d of %d runs%n", name, found, RUNS);
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
  }

  @Test
  @DisplayName("finds a feature mean that moved by 0.2 standard deviations in as many")
  void shouldFindMovedFeatures() {
    int found = 0;
    for (int run = 0; run < RUNS; run++) {
      List<DriftEvent> events = setting.steady().fork(run).moved(0.2, DriftSetting.WITHIN).events();
      found +=
          events.stream().anyMatch(e -> e.stream().kind() == DriftStream.Kind.EMBEDDING) ? 1 : 0;
    }
    System.out.printf("feature mean moved by 0.2 sd: found in %d of %d runs%n", found, RUNS);
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
  }

  @Test
  @DisplayName("gives the same events when it restarts in the middle")
  void shouldRestart() {
    int label = setting.pool().names().indexOf("plane");
    List<DriftEvent> through =
        setting.steady().fork(8).doubled(label, 700).doubled(label, 3_000).events();
    List<DriftEvent> restarted =
        setting.steady().fork(8).doubled(label, 700).restarted().doubled(label, 3_000).events();
    assertThat(restarted).isEqualTo(through).isNotEmpty();
  }
}
