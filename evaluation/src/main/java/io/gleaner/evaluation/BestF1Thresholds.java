package io.gleaner.evaluation;

/** Per class, the score from which calling it present gives the best F1 on known entries. */
public final class BestF1Thresholds {
  private BestF1Thresholds() {}

  /**
   * Of several scores with the same F1 the highest counts. The threshold lies half way to the next
   * lower score, where unseen scores are split most fairly.
   *
   * @param fallback for classes without a positive, in [0, 1]
   * @return K thresholds; an entry counts as present when its score is not below
   */
  public static float[] of(ScoredLabels scored, float fallback) {
    float[] thresholds = new float[scored.classes()];
    for (int k = 0; k < thresholds.length; k++) {
      Ranking ranking = scored.ofClass(k);
      thresholds[k] = ranking.positives() == 0 ? fallback : of(ranking);
    }
    return thresholds;
  }

  private static float of(Ranking ranking) {
    Search search = new Search(ranking.positives());
    ranking.forEachScore(search);
    return search.threshold;
  }

  private static final class Search implements Ranking.Visitor {
    private final int positives;
    private double best = -1;
    private boolean improved;
    private float previous;
    private float threshold;

    Search(int positives) {
      this.positives = positives;
    }

    @Override
    public void visit(float score, int predicted, int hits) {
      if (improved) {
        threshold = between(score, previous);
      }
      double f1 = 2.0 * hits / (predicted + positives);
      improved = f1 > best;
      if (improved) {
        best = f1;
        threshold = score;
      }
      previous = score;
    }

    private static float between(float lower, float upper) {
      float middle = lower + (upper - lower) / 2;
      return middle > lower ? middle : upper;
    }
  }
}
