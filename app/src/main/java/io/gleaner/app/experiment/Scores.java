package io.gleaner.app.experiment;

import io.gleaner.evaluation.FrequencyGroup;
import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ProbabilityGap;
import io.gleaner.evaluation.SampleAveragePrecision;
import io.gleaner.evaluation.ScoredLabels;
import java.util.Arrays;

/**
 * How well probabilities match the whole truth; precisions in percent, NaN where nothing is
 * positive.
 *
 * @param map macro mean average precision, over classes
 * @param headMap the same over classes with more than 100 training images
 * @param mediumMap the same over those with 20 to 100
 * @param tailMap the same over those with fewer
 * @param sampleMap mean over images of the average precision with which their classes are ranked
 * @param gap Δp = p_t⁺ − p_t⁻, in [−1, 1]
 */
record Scores(
    double map, double headMap, double mediumMap, double tailMap, double sampleMap, double gap) {

  /**
   * Measures.
   *
   * @param probabilities [N, K] of the images, row-major
   * @param images rows in the truth
   * @param trainingCounts on how many training images each class is present, [K]
   */
  static Scores of(float[] probabilities, LabelMatrix truth, int[] images, int[] trainingCounts) {
    int classes = truth.classes();
    ScoredLabels scored = new ScoredLabels(images.length, classes);
    ProbabilityGap gap = new ProbabilityGap();
    for (int i = 0; i < images.length; i++) {
      float[] row = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
      byte[] known = truth.row(images[i]);
      scored.add(row, known);
      gap.add(row, known);
    }
    MeanAveragePrecision map = MeanAveragePrecision.of(scored);
    return new Scores(
        100 * map.value(),
        100 * of(map, trainingCounts, FrequencyGroup.HEAD),
        100 * of(map, trainingCounts, FrequencyGroup.MEDIUM),
        100 * of(map, trainingCounts, FrequencyGroup.TAIL),
        100 * SampleAveragePrecision.of(scored),
        gap.gap());
  }

  private static double of(MeanAveragePrecision map, int[] counts, FrequencyGroup group) {
    return map.value(
        k ->
            FrequencyGroup.of(
                    counts[k],
                    FrequencyGroup.DEFAULT_MEDIUM_FROM,
                    FrequencyGroup.DEFAULT_HEAD_ABOVE)
                == group);
  }

  /** mAP alone, in percent. */
  static double map(float[] probabilities, LabelMatrix truth, int[] images) {
    int classes = truth.classes();
    ScoredLabels scored = new ScoredLabels(images.length, classes);
    for (int i = 0; i < images.length; i++) {
      scored.add(
          Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes), truth.row(images[i]));
    }
    return 100 * MeanAveragePrecision.of(scored).value();
  }
}
