package io.gleaner.evaluation;

/**
 * Mean over images of the average precision with which an image's classes are ranked; images
 * without a positive are left out. Also known as label-ranking average precision where no scores
 * tie.
 */
public final class SampleAveragePrecision {
  private SampleAveragePrecision() {}

  /** In (0, 1]; NaN when no image has a positive. */
  public static double of(ScoredLabels scored) {
    double[] values = new double[scored.images()];
    for (int i = 0; i < values.length; i++) {
      values[i] = AveragePrecision.of(scored.scores(i), scored.truth(i));
    }
    return Means.ofNumbers(values);
  }
}
