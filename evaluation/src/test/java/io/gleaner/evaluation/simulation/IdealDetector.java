package io.gleaner.evaluation.simulation;

import io.gleaner.evaluation.drift.DriftDetector;
import io.gleaner.evaluation.drift.FalseAlarms;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How often the doubling of a class is found by somebody who knows of its scores whatever there is
 * to know, at the same rate of false alarms: the share of positives at each score, that the class
 * exactly doubles or nothing happens, and what the baseline tells of how frequent it was (a normal
 * posterior, whose variance is the inverse of the Fisher information). It weighs every prevalence
 * by its likelihood and adds over all beginnings, which is nearly the best that can be done
 * (Shiryaev and Roberts; Pollak 1985). All accepted alarms go to the watched classes, the same to
 * each.
 */
final class IdealDetector {
  /** Images of the baseline's end on which it looks for a beginning too. */
  private static final int TAIL = 2_000;

  private static final int GRID = 13;
  private static final double WIDEST = 3;

  /** Sums overshoot the threshold, so fewer alarms come than it bounds: 0.77 to 0.9 of them. */
  private static final double FEWEST_ALARMS = 0.77;

  private final ScoredImages pool;
  private final int label;
  private final float[] shares;
  private final double mean;
  private final double precision;
  private final double information;

  /**
   * Of one class.
   *
   * @param shares of positives, as each image's score tells them
   */
  IdealDetector(ScoredImages pool, int label, float[] shares) {
    this.pool = pool;
    this.label = label;
    this.shares = shares;
    this.mean =
        IntStream.range(0, shares.length).mapToDouble(i -> shares[i]).average().orElseThrow();
    double squares =
        IntStream.range(0, shares.length)
            .mapToDouble(i -> (shares[i] - mean) * (shares[i] - mean))
            .average()
            .orElseThrow();
    this.precision = 1 / (mean * (1 - mean));
    this.information = squares * precision * precision;
  }

  /**
   * In which share of the runs.
   *
   * @param watched classes that share the accepted alarms
   */
  double found(int watched, int runs, long seed) {
    FalseAlarms accepted = FalseAlarms.DEFAULT;
    double threshold = FEWEST_ALARMS * accepted.images() * watched / accepted.alarms();
    SplittableRandom random = new SplittableRandom(seed);
    return (double) IntStream.range(0, runs).filter(run -> finds(threshold, random.split())).count()
        / runs;
  }

  private boolean finds(double threshold, SplittableRandom random) {
    double deviation = 1 / Math.sqrt((DriftDetector.BASELINE - TAIL) * information);
    double guess = mean + deviation * random.nextGaussian();
    double[] before = new double[GRID];
    double[] evidence = new double[GRID];
    double[] prevalence = new double[GRID];
    for (int g = 0; g < GRID; g++) {
      double away = WIDEST * (2.0 * g / (GRID - 1) - 1);
      before[g] = Math.exp(-away * away / 2);
      prevalence[g] = Math.max(0.1 * mean, Math.min(0.49, guess + away * deviation));
    }
    for (int i = 0; i < TAIL + DriftSetting.WITHIN; i++) {
      double share = shares[i < TAIL ? random.nextInt(shares.length) : doubled(random)];
      if (take(share, prevalence, before, evidence) >= threshold && i >= TAIL) {
        return true;
      }
    }
    return false;
  }

  /** The sum over all beginnings, relative to the likelihood of none. */
  private double take(double share, double[] prevalence, double[] before, double[] evidence) {
    double none = 0;
    double some = 0;
    for (int g = 0; g < GRID; g++) {
      evidence[g] = (evidence[g] + before[g]) * likelihood(share, 2 * prevalence[g]);
      before[g] *= likelihood(share, prevalence[g]);
      some += evidence[g];
      none += before[g];
    }
    double scale = 1 / none;
    for (int g = 0; g < GRID; g++) {
      evidence[g] *= scale;
      before[g] *= scale;
    }
    return some * scale;
  }

  /** Of an image, if the class has that prevalence, relative to its likelihood in the pool. */
  private double likelihood(double share, double prevalence) {
    return 1 + (share - mean) * (prevalence - mean) * precision;
  }

  private int doubled(SplittableRandom random) {
    boolean wanted = random.nextDouble() < 2 * pool.prevalence(label);
    int image = random.nextInt(shares.length);
    while (pool.present(image)[label] != wanted) {
      image = random.nextInt(shares.length);
    }
    return image;
  }
}
