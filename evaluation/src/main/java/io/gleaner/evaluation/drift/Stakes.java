package io.gleaner.evaluation.drift;

import io.gleaner.evaluation.ScoreBins;
import java.util.Arrays;
import java.util.List;

/**
 * Which share of the accepted false alarms each class gets. A class whose scores would show a
 * doubling many times over needs little of it, and one whose scores cannot show it in time has no
 * use for it. With evidence x of variance 2x, as log-likelihood ratios have, the chance that a
 * class of share w is found is Φ((x − needed + ln w)/√(2x)); its derivative by w says where the
 * next part of the budget finds most. Shares follow from the past alone, so the bound holds
 * whatever they are.
 */
final class Stakes {
  /** The images within which a doubling should be found. */
  private static final int WITHIN = 2_000;

  /** About so many of the beginnings before a change's first image win as much as the true one. */
  private static final double BEGINNINGS = 200;

  /** Shared equally, for changes larger than a doubling. */
  private static final double EQUALLY = 0.1;

  private static final double DOUBLED = 2;
  private static final double MOST_FREQUENT = 0.9;

  private Stakes() {}

  /**
   * Splits 1.
   *
   * @param threshold of the evidence of all together
   */
  static double[] split(List<Past> classes, double threshold) {
    double needed = Math.log(threshold * classes.size() / BEGINNINGS);
    double[] gains = classes.stream().mapToDouble(past -> gain(evidence(past), needed)).toArray();
    double sum = Arrays.stream(gains).sum();
    double[] shares = new double[gains.length];
    for (int k = 0; k < shares.length; k++) {
      double equal = 1.0 / shares.length;
      shares[k] = sum > 0 ? EQUALLY * equal + (1 - EQUALLY) * gains[k] / sum : equal;
    }
    return shares;
  }

  private static double gain(double evidence, double needed) {
    double missing = evidence - needed;
    return evidence > 0 ? Math.exp(-missing * missing / (4 * evidence)) / Math.sqrt(evidence) : 0;
  }

  /**
   * The logarithm that the ideal bet on a doubling is expected to win, in nats, if scores are
   * calibrated; less by what the past leaves open of the prevalence before.
   */
  static double evidence(Past past) {
    if (past.size() == 0) {
      return 0;
    }
    double mean = past.mean();
    double slope = (Math.min(DOUBLED, MOST_FREQUENT / mean) - 1) / (1 - mean);
    double sum = 0;
    for (int bin = 0; bin < ScoreBins.COUNT; bin++) {
      double factor = 1 + (ScoreBins.centre(bin) - mean) * slope;
      sum += past.count(bin) * factor * Math.log(factor);
    }
    return WITHIN * sum / (past.size() + WITHIN);
  }
}
