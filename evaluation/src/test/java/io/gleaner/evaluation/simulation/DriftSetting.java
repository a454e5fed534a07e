package io.gleaner.evaluation.simulation;

import io.gleaner.evaluation.drift.DriftDetector;
import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.DriftStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A detector that has seen a baseline, and what it is then asked: is a class found, under its own
 * name, within 2,000 images of those on which it is twice as frequent?
 *
 * @param steady the baseline, to be forked
 */
record DriftSetting(ScoredImages pool, DriftRun steady) {
  static final int WITHIN = 2_000;
  static final double FREQUENT = 0.02;
  private static final int TRAINED_ON = 2_000;
  private static final int STEP = 100;

  /** Corel5k, but for the images that the scorer was trained on. */
  static ScoredImages corel5k() throws IOException {
    LabelledFeatures all = LabelledFeatures.corel5k(DataFolder.corel5k());
    int[] order = Permutation.of(all.images(), new SplittableRandom(1));
    LabelledFeatures train = all.select(Arrays.copyOf(order, TRAINED_ON));
    LabelledFeatures stream = all.select(Arrays.copyOfRange(order, TRAINED_ON, order.length));
    return ScoredImages.of(stream, LinearScorer.supervised(train, 2));
  }

  /** The classes of at least 2 %, the most frequent first. */
  static List<Integer> frequent(ScoredImages pool) {
    return IntStream.range(0, pool.names().size())
        .filter(label -> pool.prevalence(label) >= FREQUENT)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -pool.prevalence(label)))
        .toList();
  }

  /**
   * Lets whole baselines come.
   *
   * @param count of them
   * @param firstSeed of the first one's draws; the next ones follow
   */
  static List<DriftSetting> begin(ScoredImages pool, int count, long firstSeed) {
    float[][] projections = DriftRun.project(pool, 3);
    return IntStream.range(0, count)
        .mapToObj(
            i -> new DriftRun(pool, projections, firstSeed + i).steady(DriftDetector.BASELINE))
        .map(steady -> new DriftSetting(pool, steady))
        .toList();
  }

  /**
   * In how many runs a class is found.
   *
   * @param settings go on in turn, each time into another future
   */
  static int found(List<DriftSetting> settings, int label, int runs) {
    return (int)
        IntStream.range(0, runs)
            .filter(run -> finds(settings.get(run % settings.size()).future(label, run), label))
            .count();
  }

  private DriftRun future(int label, int run) {
    return steady.fork(1_000L * label + run);
  }

  private static boolean finds(DriftRun run, int label) {
    for (int images = 0; images < WITHIN; images += STEP) {
      if (run.doubled(label, STEP).events().stream().anyMatch(event -> names(event, label))) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(DriftEvent event, int label) {
    return event.stream().equals(new DriftStream(DriftStream.Kind.PREVALENCE, label))
        && event.change() == DriftEvent.Change.ROSE;
  }
}
