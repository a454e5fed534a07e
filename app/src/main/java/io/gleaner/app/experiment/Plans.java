package io.gleaner.app.experiment;

import io.gleaner.app.experiment.Plan.Arrival;
import io.gleaner.evaluation.Truth;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Carries plans out. */
final class Plans {

  private Plans() {}

  /**
   * Trains to the end.
   *
   * @param batchSize images a step
   * @param progress told of every measurement
   */
  static RunResult carryOut(Plan plan, Run run, int batchSize, Runnable progress) {
    if (plan instanceof Plan.Epochs epochs) {
      return epochs(epochs.count(), run, batchSize, progress);
    }
    return stream((Plan.Stream) plan, run, progress);
  }

  private static RunResult epochs(int count, Run run, int batchSize, Runnable progress) {
    int[] train = run.data().train();
    SplittableRandom random = new SplittableRandom(run.seed());
    for (int image : train) {
      run.arrive(image);
    }
    RunResult best = null;
    for (int epoch = 1; epoch <= count; epoch++) {
      run.beginEpoch();
      // Only what was trained on once can be drawn.
      if (epoch > 1 && run.drawsByClass()) {
        for (int from = 0; from < train.length; from += batchSize) {
          run.step();
        }
      } else {
        pass(Shuffle.of(train, random), run, batchSize);
      }
      double map = run.validate();
      if (best == null || map > best.validationMap()) {
        best = run.measure(epoch, map);
      }
      progress.run();
    }
    if (best == null) {
      throw new IllegalArgumentException("no epochs");
    }
    return run.finished(best);
  }

  /** One pass in this order. */
  static void pass(int[] images, Run run, int batchSize) {
    List<String> order = Arrays.stream(images).mapToObj(ImageIds::of).toList();
    for (int from = 0; from < order.size(); from += batchSize) {
      run.step(order.subList(from, Math.min(from + batchSize, order.size())));
    }
  }

  private static RunResult stream(Plan.Stream plan, Run run, Runnable progress) {
    for (int image : arrivals(plan.arrival(), run.data(), run.seed())) {
      while (run.training().room() == 0) {
        run.step();
      }
      run.arrive(image);
    }
    while (run.training().waiting() > 0) {
      run.step();
    }
    RunResult result = run.measure(1, run.validate());
    progress.run();
    return run.finished(result);
  }

  private static int[] arrivals(Arrival arrival, Dataset data, long seed) {
    int[] shuffled = Shuffle.of(data.train(), new SplittableRandom(seed));
    if (arrival == Arrival.SHUFFLED) {
      return shuffled;
    }
    IntUnaryOperator label = image -> firstGiven(data.observed(), image);
    return Arrays.stream(shuffled)
        .boxed()
        .sorted(Comparator.comparingInt(label::applyAsInt))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int firstGiven(LabelMatrix observed, int image) {
    for (int k = 0; k < observed.classes(); k++) {
      if (observed.code(image, k) == Truth.PRESENT) {
        return k;
      }
    }
    return observed.classes();
  }
}
