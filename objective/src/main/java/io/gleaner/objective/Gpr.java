package io.gleaner.objective;

/**
 * Generalised pseudo-label robust loss, "More Reliable Pseudo-labels, Better Performance: A
 * Generalized Approach to Single Positive Multi-label Learning" (ICCV 2025), code AEVLP: {@link Gr}
 * for unknown labels without a pseudo-label; (1 − V_c)(ρ ℓ⁺ + (1 − ρ) ℓ⁻) for a present one, V_c
 * being V held within [1 − λ₁, 1 − λ₂]; V ℓ⁻ for an absent one; and expected positive
 * regularisation.
 *
 * @param robust the loss without pseudo-labels, {@code logEpsilon} 1e-7 to match the code
 * @param loss ℓ, BCE with the same epsilon
 * @param lambda1 λ₁, 0.7
 * @param lambda2 λ₂, 0.5
 * @param rho ρ, 0.9
 * @param regularisation weight of the regularisation, 0.001
 * @param kappa κ, expected present labels an image
 */
public record Gpr(
    Gr robust,
    Bce loss,
    double lambda1,
    double lambda2,
    double rho,
    double regularisation,
    double kappa)
    implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.checkLength(gradient);
    int entries = batch.entries();
    double factor = 1.0 / entries;
    Entry entry = batch.entry();
    double sum = 0;
    double positives = 0;
    for (int i = 0; i < entries; i++) {
      batch.checkFinite(i);
      entry.at(batch.logits()[i]);
      batch.probabilities()[i] = entry.p;
      positives += entry.p;
      sum += loss(batch, i, entry);
      gradient[i] = entry.slope * factor;
    }
    return sum * factor + ExpectedPositives.add(batch, positives, kappa, regularisation, gradient);
  }

  private double loss(LabelBatch batch, int i, Entry entry) {
    if (batch.observed()[i] != LabelBatch.UNKNOWN || batch.pseudo()[i] == LabelBatch.UNKNOWN) {
      return robust.loss(batch, i, entry);
    }
    double weight = robust.weight(batch.epoch(), entry.p);
    double value;
    if (batch.pseudo()[i] == LabelBatch.PRESENT) {
      weight = 1 - Math.max(1 - lambda1, Math.min(1 - lambda2, weight));
      value = SoftTarget.loss(loss, entry, rho);
    } else {
      value = loss.absent(entry);
    }
    entry.slope *= weight;
    return weight * value;
  }

  @Override
  public Gpr withKappa(double newKappa) {
    return new Gpr(robust, loss, lambda1, lambda2, rho, regularisation, newKappa);
  }

  @Override
  public String name() {
    return "gpr";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.WEIGHTS_DETACHED, true, true, regularisation == 0);
  }
}
