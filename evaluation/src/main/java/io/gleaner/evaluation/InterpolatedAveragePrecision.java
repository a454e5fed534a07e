package io.gleaner.evaluation;

/**
 * Average precision as PASCAL VOC counts it since 2010: the precision at a recall is the best one
 * at that recall or any higher, and the area under that falling curve is taken at every recall
 * there is. Never below {@link AveragePrecision}. Equal scores are one threshold.
 */
public final class InterpolatedAveragePrecision {
  private InterpolatedAveragePrecision() {}

  /**
   * Ranks the known entries.
   *
   * @param scores one score an entry, any scale
   * @param truth {@link Truth} codes, same length; unknown entries are left out
   * @return in (0, 1]; NaN when no entry is present
   * @throws IllegalArgumentException if lengths differ or the score of a known entry is NaN
   */
  public static double of(float[] scores, byte[] truth) {
    Ranking ranking = Ranking.of(scores, truth);
    if (ranking.positives() == 0) {
      return Double.NaN;
    }
    Curve curve = new Curve(scores.length);
    ranking.forEachScore(curve);
    return curve.area() / ranking.positives();
  }

  /** Precision at each distinct score that finds a positive, and how many it finds. */
  private static final class Curve implements Ranking.Visitor {
    private final double[] precision;
    private final int[] found;
    private int points;
    private int before;

    Curve(int entries) {
      precision = new double[entries];
      found = new int[entries];
    }

    @Override
    public void visit(float score, int predicted, int hits) {
      if (hits > before) {
        precision[points] = (double) hits / predicted;
        found[points++] = hits - before;
        before = hits;
      }
    }

    double area() {
      double best = 0;
      double area = 0;
      for (int i = points - 1; i >= 0; i--) {
        best = Math.max(best, precision[i]);
        area += best * found[i];
      }
      return area;
    }
  }
}
