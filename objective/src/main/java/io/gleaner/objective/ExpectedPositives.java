package io.gleaner.objective;

/**
 * Expected positive regularisation, Cole et al. (CVPR 2021): R(F) = ((κ̂ − κ)/K)², κ̂ the batch's
 * mean number of expected positives.
 */
final class ExpectedPositives {
  private ExpectedPositives() {}

  /**
   * Adds weight·R's gradient to {@code gradient}, and returns weight·R.
   *
   * @param positives Σ p over the batch, whose probabilities are read as well
   */
  static double add(
      LabelBatch batch, double positives, double kappa, double weight, double[] gradient) {
    if (weight == 0) {
      return 0;
    }
    double[] p = batch.probabilities();
    int entries = batch.entries();
    double deviation = (positives / batch.size() - kappa) / batch.classes();
    double slope = 2 * weight * deviation / entries;
    for (int i = 0; i < entries; i++) {
      gradient[i] += slope * p[i] * (1 - p[i]);
    }
    return weight * deviation * deviation;
  }
}
