package io.gleaner.evaluation.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.DriftStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("On a stream of Corel5k images, a drift detector")
class DriftSimulationTest {
  private static final int RUNS = 40;

  @SuppressWarnings("NullAway.Init") // set before all
  private static List<DriftSetting> settings;

  @BeforeAll
  static void begin() throws IOException {
    settings = DriftSetting.begin(DriftSetting.corel5k(), RUNS, 5);
  }

  private static int label(String name) {
    return settings.get(0).pool().names().indexOf(name);
  }

  @Test
  @DisplayName("raises at most one alarm in 100,000 images where nothing moves")
  void shouldStayQuiet() {
    List<DriftEvent> events = settings.get(0).steady().fork(6).steady(100_000).events();
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
      "finds a class that doubles within 2,000 images in 95 % of 40 runs, each after a baseline of"
          + " its own, if scores show it")
  void shouldFindADoubledClass(String name) {
    int label = label(name);
    assertThat(settings.get(0).pool().prevalence(label))
        .isGreaterThanOrEqualTo(DriftSetting.FREQUENT);
    int found = DriftSetting.found(settings, label, RUNS);
    System.out.printf("%s doubled: found in %d of %d runs%n", name, found, RUNS);
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
  }

  @Test
  @DisplayName("finds a feature mean that moved by 0.2 standard deviations in as many")
  void shouldFindMovedFeatures() {
    int found =
        (int)
            IntStream.range(0, RUNS)
                .filter(run -> movedIsSeen(settings.get(run).steady().fork(run)))
                .count();
    System.out.printf("feature mean moved by 0.2 sd: found in %d of %d runs%n", found, RUNS);
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
  }

  private static boolean movedIsSeen(DriftRun run) {
    return run.moved(0.2, DriftSetting.WITHIN).events().stream()
        .anyMatch(event -> event.stream().kind() == DriftStream.Kind.EMBEDDING);
  }

  @Test
  @DisplayName("gives the same events when it restarts in the middle")
  void shouldRestart() {
    int label = label("plane");
    List<DriftEvent> through =
        settings.get(0).steady().fork(8).doubled(label, 700).doubled(label, 3_000).events();
    List<DriftEvent> restarted =
        settings
            .get(0)
            .steady()
            .fork(8)
            .doubled(label, 700)
            .restarted()
            .doubled(label, 3_000)
            .events();
    assertThat(restarted).isEqualTo(through).isNotEmpty();
  }
}
