package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Label-distribution-aware margin loss, Cao et al., "Learning Imbalanced Datasets with
 * Label-Distribution-Aware Margin Loss" (NeurIPS 2019), Eq. 12–13, with a sigmoid for each class in
 * place of the softmax: present labels are scored at s(x − Δ_k), Δ_k = C/n_k^¼, others at s x.
 *
 * @param counts n_k
 * @param largestMargin the rarest class's Δ, 0.5 as published; C follows from it
 * @param scale s, 30 for the unit-length features of the paper, 1 for plain logits
 * @param unknown what unknown labels count as
 */
public record Ldam(ClassCounts counts, double largestMargin, double scale, Unknown unknown)
    implements Pointwise {

  /** Refuses values outside their ranges. */
  public Ldam {
    Parameters.require(largestMargin >= 0, "largest-margin", largestMargin, "0 or more");
    Parameters.require(scale > 0, "scale", scale, "above 0");
  }

  @Override
  public void prepare(LabelBatch batch) {
    for (int i = 0; i < batch.entries(); i++) {
      batch.checkFinite(i);
    }
    counts.observe(batch);
    double[] margins = batch.scratch(batch.classes());
    double rarest = 0;
    for (int k = 0; k < batch.classes(); k++) {
      margins[k] = 1 / Math.sqrt(Math.sqrt(counts.present(k)));
      rarest = Math.max(rarest, margins[k]);
    }
    for (int k = 0; k < batch.classes(); k++) {
      margins[k] *= largestMargin / rarest;
    }
  }

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    double x = batch.logits()[i];
    byte observed = batch.observed()[i];
    if (observed == LabelBatch.PRESENT) {
      entry.at(scale * (x - batch.scratch(0)[i % batch.classes()]));
      entry.slope = -scale * entry.q;
      return entry.minusLogP();
    }
    if (!unknown.absent(observed)) {
      entry.slope = 0;
      return 0;
    }
    entry.at(scale * x);
    entry.slope = scale * entry.p;
    return entry.minusLogQ();
  }

  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }

  @Override
  public double[] state() {
    return counts.state();
  }

  @Override
  public void restore(double[] state) {
    counts.restore(state);
  }

  @Override
  public String name() {
    return "ldam";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        Differentiability.EVERYWHERE, true, !counts.isRunning(), !counts.isRunning());
  }
}
