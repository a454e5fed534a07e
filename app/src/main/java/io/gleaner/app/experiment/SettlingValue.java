package io.gleaner.app.experiment;

import io.gleaner.evaluation.Truth;
import io.gleaner.objective.CoOccurrence;

/**
 * The label-estimator's value times what the answer settles of the image's other unknown labels:
 * {@code 2e(1 − e)/π · (1 + Σ_j 2e_j(1 − e_j) · |P(j | k) − π_j|)} over the unknown classes j ≠ k.
 */
final class SettlingValue implements QuestionValue {

  private final float[] priors;
  private final CoOccurrence together;

  /**
   * Takes over.
   *
   * @param priors π, [K]
   * @param together counted over all images
   */
  SettlingValue(float[] priors, CoOccurrence together) {
    this.priors = priors;
    this.together = together;
  }

  @Override
  public double[] of(double[] estimates, byte[] observed) {
    double[] values = new double[estimates.length];
    for (int k = 0; k < values.length; k++) {
      double own = QuestionValue.change(estimates[k]) / priors[k];
      values[k] = own * (1 + settled(k, estimates, observed));
    }
    return values;
  }

  private double settled(int k, double[] estimates, byte[] observed) {
    double sum = 0;
    for (int j = 0; j < estimates.length; j++) {
      if (j != k && observed[j] == Truth.UNKNOWN) {
        sum += QuestionValue.change(estimates[j]) * Math.abs(together.given(k, j) - priors[j]);
      }
    }
    return sum;
  }
}
