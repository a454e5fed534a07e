package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Entropy maximisation with positive pseudo-labels from a vision-language model, Xing et al.,
 * "VLPL: Vision Language Pseudo Labels for Multi-label Learning with Single Positive Labels" (CVPR
 * workshops 2024), as in its code: {@link Em} up to the warm-up's last epoch; then unknown labels
 * with a present pseudo-label have β (0.9 ℓ⁺ + 0.1 ℓ⁻) and those with an absent one nothing, as in
 * the code.
 *
 * @param loss BCE, with {@code logEpsilon} 1e-5 to match the code
 * @param alpha α, 0.2 as published for VOC
 * @param beta β of present pseudo-labels, 0.7 as published
 * @param warmup epochs before pseudo-labels count
 */
public record Vlpl(Bce loss, double alpha, double beta, int warmup) implements Pointwise {
  private static final double TARGET = 0.9;

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    byte observed = batch.observed()[i];
    if (observed != LabelBatch.UNKNOWN) {
      return observed == LabelBatch.PRESENT ? loss.present(entry) : loss.absent(entry);
    }
    byte pseudo = batch.epoch() <= warmup ? LabelBatch.UNKNOWN : batch.pseudo()[i];
    if (pseudo == LabelBatch.UNKNOWN) {
      return Em.negativeEntropy(loss, alpha, entry);
    }
    if (pseudo == LabelBatch.ABSENT) {
      entry.slope = 0;
      return 0;
    }
    double value = beta * SoftTarget.loss(loss, entry, TARGET);
    entry.slope *= beta;
    return value;
  }

  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }

  @Override
  public String name() {
    return "vlpl";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(Differentiability.EVERYWHERE, true, true, true);
  }
}
