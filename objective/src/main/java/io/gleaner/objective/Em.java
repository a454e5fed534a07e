package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Entropy maximisation, Zhou et al., "Acknowledging the Unknown for Multi-label Learning with
 * Single Positive Labels" (ECCV 2022), alone and with asymmetric pseudo-labels: ℓ⁺ of present
 * labels, −α times the entropy of p for unknown ones, β times the cross-entropy against the
 * estimate for those with a pseudo-label.
 *
 * @param loss BCE, with {@code logEpsilon} 1e-5 to match the code
 * @param alpha α, 0.2 as published for VOC (COCO and NUS-WIDE 0.1, CUB 0.01)
 * @param beta β, 0.02 as published for VOC (COCO 0.9, NUS-WIDE 0.2, CUB 0.4)
 */
public record Em(Bce loss, double alpha, double beta) implements Pointwise {

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    byte observed = batch.observed()[i];
    if (observed != LabelBatch.UNKNOWN) {
      return observed == LabelBatch.PRESENT ? loss.present(entry) : loss.absent(entry);
    }
    if (batch.pseudo()[i] == LabelBatch.UNKNOWN) {
      return negativeEntropy(loss, alpha, entry);
    }
    double value = beta * SoftTarget.loss(loss, entry, batch.estimates()[i]);
    entry.slope *= beta;
    return value;
  }

  /** −α H(p), differentiated through its weights too. */
  static double negativeEntropy(Bce loss, double alpha, Entry entry) {
    double p = entry.p;
    double q = entry.q;
    double present = loss.present(entry);
    double presentSlope = entry.slope;
    double absent = loss.absent(entry);
    entry.slope = -alpha * (p * q * (present - absent) + p * presentSlope + q * entry.slope);
    return -alpha * (p * present + q * absent);
  }

  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }

  @Override
  public String name() {
    return "em";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(Differentiability.EVERYWHERE, true, true, true);
  }
}
