package io.gleaner.evaluation;

/**
 * Micro average precision: the entries of all classes in one ranking, so that frequent classes
 * weigh more and scores must compare across classes.
 */
public final class MicroAveragePrecision {
  private MicroAveragePrecision() {}

  /** In (0, 1]; NaN when no entry is present. */
  public static double of(ScoredLabels scored) {
    int classes = scored.classes();
    float[] scores = new float[Math.multiplyExact(scored.images(), classes)];
    byte[] truth = new byte[scores.length];
    for (int i = 0; i < scored.images(); i++) {
      System.arraycopy(scored.scores(i), 0, scores, i * classes, classes);
      System.arraycopy(scored.truth(i), 0, truth, i * classes, classes);
    }
    return AveragePrecision.of(scores, truth);
  }
}
