package io.gleaner.objective;

/**
 * Expected positive regularisation, Cole et al. (CVPR 2021): R(F) = ((κ̂ − κ)/K)², κ̂ the batch's
 * mean number of expected positives.
 */
final class ExpectedPositives {
  private ExpectedPositives() {}

  /**
   * Adds weight·R's gradient to {@code gradient}, and returns weight·R; reads the probabilities.
   */
  static double add(LabelBatch batch, double kappa, double weight, double[] gradient) {
    double[] p = batch.probabilities();
    int entries = batch.entries();
    double sum = 0;
    for (int i = 0; i < entries; i++) {
      sum += p[i];
    }
    double deviation = (sum / batch.size() - kappa) / batch.classes();
    double slope = 2 * weight * deviation / entries;
    for (int i = 0; i < entries; i++) {
      gradient[i] += slope * p[i] * (1 - p[i]);
    }
    return weight * deviation * deviation;
  }
}
