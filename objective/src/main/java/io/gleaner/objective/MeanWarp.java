package io.gleaner.objective;

import java.util.Arrays;

/**
 * The ranking loss of Monfort et al., "Multi-Moments in Time" (2019), its code's WARP: mean over
 * the batch's present labels of H(r_i + 1) · (1/|N|) Σ_{j∈N} max(0, 1 + x_j − x_i), r_i the label's
 * 0-based rank among all classes, held constant.
 *
 * @param orderInsteadOfRank whether r_i is the class that stands at place i of the order, which is
 *     what the code takes for a rank; costs O(K²) a label
 * @param unknown what unknown labels count as
 */
public record MeanWarp(boolean orderInsteadOfRank, Unknown unknown) implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    Arrays.fill(gradient, 0, batch.entries(), 0);
    int present = 0;
    for (int i = 0; i < batch.entries(); i++) {
      present += batch.observed()[i] == LabelBatch.PRESENT ? 1 : 0;
    }
    double sum = 0;
    for (int i = 0; i < batch.entries(); i++) {
      if (batch.observed()[i] == LabelBatch.PRESENT) {
        sum += label(batch, i, gradient, 1.0 / present);
      }
    }
    return present == 0 ? 0 : sum / present;
  }

  private double label(LabelBatch batch, int i, double[] gradient, double factor) {
    double[] x = batch.logits();
    byte[] observed = batch.observed();
    int offset = i - i % batch.classes();
    int end = offset + batch.classes();
    int absent = 0;
    for (int j = offset; j < end; j++) {
      absent += unknown.absent(observed[j]) ? 1 : 0;
    }
    if (absent == 0) {
      return 0;
    }
    double weight = Harmonic.number(place(batch, offset, i) + 1) / absent;
    double value = 0;
    for (int j = offset; j < end; j++) {
      if (unknown.absent(observed[j]) && 1 + x[j] - x[i] > 0) {
        value += weight * (1 + x[j] - x[i]);
        gradient[j] += factor * weight;
        gradient[i] -= factor * weight;
      }
    }
    return value;
  }

  private int place(LabelBatch batch, int offset, int i) {
    if (!orderInsteadOfRank) {
      return rank(batch, offset, i);
    }
    int standing = offset;
    while (rank(batch, offset, standing) != i - offset) {
      standing++;
    }
    return standing - offset;
  }

  private static int rank(LabelBatch batch, int offset, int i) {
    double[] x = batch.logits();
    int above = 0;
    for (int j = offset; j < offset + batch.classes(); j++) {
      above += x[j] > x[i] || (x[j] == x[i] && j < i) ? 1 : 0;
    }
    return above;
  }

  @Override
  public String name() {
    return "mean-warp";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.ALMOST_EVERYWHERE, true, true, false);
  }
}
