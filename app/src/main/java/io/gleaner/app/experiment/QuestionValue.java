package io.gleaner.app.experiment;

/** What answers about an image are worth, by rules that are compared with the label-estimator's. */
interface QuestionValue {

  /**
   * Values of questions about an image's classes, [K].
   *
   * @param estimates e, [K]; of a class that is known, 0.995 or 0.005
   * @param observed {@link io.gleaner.evaluation.Truth} codes, [K]
   */
  double[] of(double[] estimates, byte[] observed);

  /** The change of an estimate to be expected from the answer. */
  static double change(double e) {
    return 2 * e * (1 - e);
  }

  /**
   * H(e) · −log₂ π.
   *
   * @param priors π, [K]
   */
  static QuestionValue bits(float[] priors) {
    return (estimates, observed) -> {
      double[] values = new double[estimates.length];
      for (int k = 0; k < values.length; k++) {
        double e = estimates[k];
        double entropy = -(e * Math.log(e) + (1 - e) * Math.log(1 - e));
        values[k] = entropy * -Math.log(priors[k]);
      }
      return values;
    };
  }
}
