package io.gleaner.learner;

import io.gleaner.evaluation.MeanAveragePrecision;

/**
 * How good one set of weights is on the holdout images as they are labelled now.
 *
 * @param precision average precision of each class, and their mean
 * @param gap probability gap Δp; NaN without a positive and a negative
 * @param expectedPositives mean over the images of the sum of their probabilities
 * @param images with at least one known label
 */
record HoldoutQuality(
    MeanAveragePrecision precision,
    double gap,
    double expectedPositives,
    int images,
    Thresholds thresholds) {

  /** Per class, the score from which it counts as present. */
  static final class Thresholds {
    private final float[] values;

    Thresholds(float[] values) {
      this.values = values;
    }

    float of(int label) {
      return values[label];
    }

    int classes() {
      return values.length;
    }
  }

  /** A class's threshold; NaN if fewer positives than this tell of it. */
  float threshold(int label, int leastPositives) {
    return precision.positives(label) < leastPositives ? Float.NaN : thresholds.of(label);
  }

  double map() {
    return precision.value();
  }
}
