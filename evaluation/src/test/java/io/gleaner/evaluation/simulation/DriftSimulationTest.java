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

@DisplayName("On a stream of Corel5k images, a drift detector")
class DriftSimulationTest {
  private static final int RUNS = 40;
  private static final int MOST = (int) Math.ceil(0.95 * RUNS);

  /** Of as many runs, by the best possible detector: one in forty less than all. */
  private static final double HARDLY_MISSED = RUNS - 1;

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

  /** A class of at least 2 %, and in how many of the runs it was and could have been found. */
  private record Doubled(String name, int found, double best) {
    static Doubled of(ScoredImages pool, int label, int classes) {
      IdealDetector ideal = new IdealDetector(pool, label, DriftCeilings.shares(pool, label));
      int found = DriftSetting.found(settings, label, RUNS);
      return new Doubled(pool.names().get(label), found, RUNS * ideal.found(classes, 400, 7));
    }

    boolean isFound() {
      return found >= MOST;
    }
  }

  @Test
  @DisplayName(
      "finds a class that doubles within 2,000 images in 95 % of 40 runs, each after a baseline of"
          + " its own: eleven of all classes of at least 2 %, and every one that the best possible"
          + " detector on these scores hardly misses")
  void shouldFindDoubledClasses() {
    ScoredImages pool = settings.get(0).pool();
    List<Integer> frequent = DriftSetting.frequent(pool);
    List<Doubled> classes =
        frequent.stream().map(label -> Doubled.of(pool, label, frequent.size())).toList();
    classes.forEach(
        one ->
            System.out.printf(
                "%s doubled: found in %d of 40 runs, best possible %.1f%n",
                one.name(), one.found(), one.best()));
    int found = classes.stream().mapToInt(Doubled::found).sum();
    double best = classes.stream().mapToDouble(Doubled::best).sum();
    System.out.printf("of all runs: found %d, best possible %.0f%n", found, best);
    assertThat(classes).hasSize(41);
    assertThat(classes.stream().filter(Doubled::isFound)).hasSizeGreaterThanOrEqualTo(11);
    assertThat(classes.stream().filter(one -> one.best() >= HARDLY_MISSED))
        .hasSize(10)
        .allMatch(Doubled::isFound);
    assertThat(found / best).isGreaterThan(0.85);
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
    assertThat(found).isGreaterThanOrEqualTo(MOST);
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
