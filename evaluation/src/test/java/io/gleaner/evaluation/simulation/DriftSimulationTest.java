package io.gleaner.evaluation.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.DriftStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On a stream of Corel5k images, a drift detector")
class DriftSimulationTest {
  private static final int TRAINED_ON = 2_000;
  private static final int RUNS = 40;
  private static final int BASELINE = 10_000;
  private static final int WITHIN = 2_000;

  @SuppressWarnings("NullAway.Init") // set before all
  private static ScoredImages pool;

  @SuppressWarnings("NullAway.Init") // set before all
  private static DriftRun steady;

  @BeforeAll
  static void begin() throws IOException {
    LabelledFeatures all = LabelledFeatures.corel5k(DataFolder.corel5k());
    int[] order = Permutation.of(all.images(), new SplittableRandom(1));
    LabelledFeatures train = all.select(Arrays.copyOf(order, TRAINED_ON));
    LabelledFeatures stream = all.select(Arrays.copyOfRange(order, TRAINED_ON, order.length));
    pool = ScoredImages.of(stream, LinearScorer.supervised(train, 2));
    steady = new DriftRun(pool, DriftRun.project(pool, 3), 5).steady(BASELINE);
  }

  @Test
  @DisplayName("raises at most one alarm in 100,000 images where nothing moves")
  void shouldStayQuiet() {
    List<DriftEvent> events = steady.fork(6).steady(100_000).events();
    System.out.printf("no drift, 100,000 images: %d alarms %s%n", events.size(), events);
    assertThat(events).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  @DisplayName(
      "finds a class that doubles within 2,000 images in 95 % of 40 runs, if scores show it")
  void shouldFindADoubledClass() {
    int label = pool.names().indexOf("plane");
    assertThat(pool.prevalence(label)).isGreaterThanOrEqualTo(0.02);
    int found = found(label);
    System.out.printf("plane doubled: found in %d of %d runs%n", found, RUNS);
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
  }

  private static int found(int label) {
    int found = 0;
    for (int run = 0; run < RUNS; run++) {
      List<DriftEvent> events = steady.fork(1_000L * label + run).doubled(label, WITHIN).events();
      found += events.stream().anyMatch(event -> names(event, label)) ? 1 : 0;
    }
    return found;
  }

  private static boolean names(DriftEvent event, int label) {
    return event.stream().equals(new DriftStream(DriftStream.Kind.PREVALENCE, label))
        && event.change() == DriftEvent.Change.ROSE;
  }

  /** What each class's scores allow; for the record, not a test that can fail. */
  public static void main(String[] arguments) throws IOException {
    begin();
    for (int k = 0; k < pool.names().size(); k++) {
      if (pool.prevalence(k) >= 0.02) {
        System.out.printf(
            Locale.ROOT,
            "%-10s prevalence %.3f: found in %d of %d runs%n",
            pool.names().get(k),
            pool.prevalence(k),
            found(k),
            RUNS);
      }
    }
  }

  @Test
  @DisplayName("finds a feature mean that moved by 0.2 standard deviations in as many")
  void shouldFindMovedFeatures() {
    int found = 0;
    for (int run = 0; run < RUNS; run++) {
      List<DriftEvent> events = steady.fork(run).moved(0.2, WITHIN).events();
      found +=
          events.stream().anyMatch(e -> e.stream().kind() == DriftStream.Kind.EMBEDDING) ? 1 : 0;
    }
    System.out.printf("feature mean moved by 0.2 sd: found in %d of %d runs%n", found, RUNS);
    assertThat(found).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * RUNS));
  }

  @Test
  @DisplayName("gives the same events when it restarts in the middle")
  void shouldRestart() {
    int label = pool.names().indexOf("plane");
    List<DriftEvent> through = steady.fork(8).doubled(label, 700).doubled(label, 3_000).events();
    List<DriftEvent> restarted =
        steady.fork(8).doubled(label, 700).restarted().doubled(label, 3_000).events();
    assertThat(restarted).isEqualTo(through).isNotEmpty();
  }
}
