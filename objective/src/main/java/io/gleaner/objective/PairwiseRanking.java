package io.gleaner.objective;

import java.util.Arrays;

/**
 * Pairwise ranking on probabilities, Cole et al. (CVPR 2021), losses.py: Σ over present i and not
 * present j of an image of max(0, 1 − p_i + p_j), divided by B·K.
 *
 * @param unknown whether unknown labels are among the j, as published, or ignored
 */
public record PairwiseRanking(Unknown unknown) implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    int entries = batch.entries();
    Arrays.fill(gradient, 0, entries, 0);
    double sum = 0;
    for (int offset = 0; offset < entries; offset += batch.classes()) {
      sum += row(batch, offset, gradient);
    }
    double[] p = batch.probabilities();
    for (int i = 0; i < entries; i++) {
      gradient[i] *= p[i] * (1 - p[i]) / entries;
    }
    return sum / entries;
  }

  /**
   * p lies in (0, 1), so no pair's hinge is ever at rest and the sum over pairs factors: |N||P| −
   * |N| Σ p_i + |P| Σ p_j.
   */
  private double row(LabelBatch batch, int offset, double[] gradient) {
    double[] p = batch.probabilities();
    byte[] observed = batch.observed();
    int present = 0;
    int absent = 0;
    double presentSum = 0;
    double absentSum = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (observed[i] == LabelBatch.PRESENT) {
        present++;
        presentSum += p[i];
      } else if (unknown.absent(observed[i])) {
        absent++;
        absentSum += p[i];
      }
    }
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (observed[i] == LabelBatch.PRESENT) {
        gradient[i] = -absent;
      } else if (unknown.absent(observed[i])) {
        gradient[i] = present;
      }
    }
    return (double) absent * present - absent * presentSum + present * absentSum;
  }

  @Override
  public String name() {
    return "pairwise-ranking";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE, true, true, false);
  }
}
