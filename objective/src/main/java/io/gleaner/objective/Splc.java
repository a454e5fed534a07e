package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Self-paced loss correction, Zhang et al., "Simple and Robust Loss Design for Multi-Label Learning
 * with Missing Labels" (2021): from an epoch on, an unknown label with p > τ counts as present;
 * focal loss of margin m on present labels, which relabelled ones do not get.
 *
 * @param tau τ, 0.6 as published
 * @param changeEpoch the first epoch, counted from 1, in which labels are corrected; 2 as published
 *     (the code counts from 0 and has 1)
 * @param margin m, 1 as published
 * @param gamma γ, 2 as published
 * @param reduction sum as in the code
 * @param unknown what the other unknown labels count as; absent as published
 */
public record Splc(
    double tau, int changeEpoch, double margin, double gamma, Reduction reduction, Unknown unknown)
    implements Pointwise {

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    byte observed = batch.observed()[i];
    if (observed == LabelBatch.PRESENT) {
      entry.at(batch.logits()[i] - margin);
      return present(entry);
    }
    if (observed == LabelBatch.UNKNOWN && entry.p > tau && batch.epoch() >= changeEpoch) {
      return present(entry);
    }
    if (!unknown.absent(observed)) {
      entry.slope = 0;
      return 0;
    }
    double log = entry.minusLogQ();
    double weight = Entry.power(entry.p, gamma);
    entry.slope = weight * (entry.p + gamma * entry.q * log);
    return weight * log;
  }

  private double present(Entry entry) {
    double log = entry.minusLogP();
    double weight = Entry.power(entry.q, gamma);
    entry.slope = -weight * (entry.q + gamma * entry.p * log);
    return weight * log;
  }

  @Override
  public String name() {
    return "splc";
  }

  @Override
  public ObjectiveProperties properties() {
    // the value jumps where p crosses τ
    return new ObjectiveProperties(
        Differentiability.ALMOST_EVERYWHERE, true, reduction != Reduction.SUM, true);
  }
}
