package io.gleaner.learner;

import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ProbabilityGap;
import io.gleaner.evaluation.ScoredLabels;

/**
 * How good one set of weights is on the holdout images as they are labelled now.
 *
 * @param scored the images with at least one known label
 * @param precision average precision of each class, and their mean
 * @param probabilities given to what is known
 * @param calibrationError of what is known; NaN if nothing is
 * @param expectedPositives mean over the images of the sum of their probabilities
 */
record HoldoutQuality(
    ScoredLabels scored,
    MeanAveragePrecision precision,
    ProbabilityGap probabilities,
    double calibrationError,
    double expectedPositives,
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

  int images() {
    return scored.images();
  }

  double map() {
    return precision.value();
  }
}
