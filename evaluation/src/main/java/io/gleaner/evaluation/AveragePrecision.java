package io.gleaner.evaluation;

/**
 * Average precision of one ranking: Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over its distinct scores, best first, without
 * interpolation. Equal scores are one threshold, so the value does not depend on the order of the
 * input (as scikit-learn's {@code average_precision_score}; codes that rank ties one by one differ
 * exactly there).
 */
public final class AveragePrecision {
  private AveragePrecision() {}

  /**
   * Ranks the known entries.
   *
   * @param scores one score an entry, any scale
   * @param truth {@link Truth} codes, same length; unknown entries are left out
   * @return in (0, 1]; NaN when no entry is present
   * @throws IllegalArgumentException if lengths differ or the score of a known entry is NaN
   */
  public static double of(float[] scores, byte[] truth) {
    return of(Ranking.of(scores, truth));
  }

  static double of(Ranking ranking) {
    if (ranking.positives() == 0) {
      return Double.NaN;
    }
    double[] sum = new double[1];
    int[] before = new int[1];
    ranking.forEachScore(
        (score, predicted, hits) -> {
          sum[0] += (double) (hits - before[0]) * hits / predicted;
          before[0] = hits;
        });
    return sum[0] / ranking.positives();
  }
}
