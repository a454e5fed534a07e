package io.gleaner.evaluation;

import java.util.function.IntPredicate;

/**
 * Macro mAP: the mean of the classes' average precisions, over the classes that have at least one
 * positive. The others are left out and counted, not scored 0.
 */
public final class MeanAveragePrecision {
  private final double[] averagePrecision;
  private final int[] positives;

  private MeanAveragePrecision(double[] averagePrecision, int[] positives) {
    this.averagePrecision = averagePrecision;
    this.positives = positives;
  }

  public static MeanAveragePrecision of(ScoredLabels scored) {
    double[] averagePrecision = new double[scored.classes()];
    int[] positives = new int[scored.classes()];
    for (int k = 0; k < averagePrecision.length; k++) {
      Ranking ranking = scored.ofClass(k);
      averagePrecision[k] = AveragePrecision.of(ranking);
      positives[k] = ranking.positives();
    }
    return new MeanAveragePrecision(averagePrecision, positives);
  }

  /** In (0, 1]; NaN when no class has a positive. */
  public double value() {
    return Means.ofNumbers(averagePrecision);
  }

  /**
   * The mean over some classes, e.g. the tail's.
   *
   * @param which whether a class index takes part
   * @return NaN when none of them has a positive
   */
  public double value(IntPredicate which) {
    double[] chosen = new double[averagePrecision.length];
    for (int k = 0; k < chosen.length; k++) {
      chosen[k] = which.test(k) ? averagePrecision[k] : Double.NaN;
    }
    return Means.ofNumbers(chosen);
  }

  public int classes() {
    return averagePrecision.length;
  }

  /** How many classes have no positive and so no part in {@link #value()}. */
  public int classesLeftOut() {
    int leftOut = 0;
    for (int count : positives) {
      leftOut += count == 0 ? 1 : 0;
    }
    return leftOut;
  }

  /** One class's average precision; NaN when it has no positive. */
  public double averagePrecision(int label) {
    return averagePrecision[label];
  }

  /** On how many images the class is known to be present. */
  public int positives(int label) {
    return positives[label];
  }
}
