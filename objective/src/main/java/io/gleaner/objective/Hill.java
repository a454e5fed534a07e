package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Hill loss, Zhang et al., "Simple and Robust Loss Design for Multi-Label Learning with Missing
 * Labels" (2021): present −(1 − p_m)^γ log p_m, p_m = σ(x − m), semi-softly focused; others (λ − p)
 * p², which pushes least where a missing label is likely.
 *
 * @param lambda λ, 1.5 as published
 * @param margin m, 1 as published
 * @param gamma γ, 2 as published
 * @param reduction sum as in the code
 * @param unknown what unknown labels count as; absent as published
 */
public record Hill(double lambda, double margin, double gamma, Reduction reduction, Unknown unknown)
    implements Pointwise {

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    byte observed = batch.observed()[i];
    if (observed == LabelBatch.PRESENT) {
      entry.at(batch.logits()[i] - margin);
      double log = entry.minusLogP();
      double weight = Entry.power(entry.q, gamma);
      entry.slope = -weight * (entry.q + gamma * entry.p * log);
      return weight * log;
    }
    if (!unknown.absent(observed)) {
      entry.slope = 0;
      return 0;
    }
    double p = entry.p;
    entry.slope = p * p * entry.q * (2 * lambda - 3 * p);
    return (lambda - p) * p * p;
  }

  @Override
  public String name() {
    return "hill";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        Differentiability.EVERYWHERE, true, reduction != Reduction.SUM, true);
  }
}
