package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * The classifier's half of ROLE, Cole et al., "Multi-Label Learning from Single Positive Labels"
 * (CVPR 2021), over any per-entry loss:
 *
 * <p>½ mean[ z⁺ℓ⁺(f) + z⁻ℓ⁻(f) + e ℓ⁺(f) + (1 − e) ℓ⁻(f) ] + ½ λ((κ̂(F) − κ)/K)².
 *
 * <p>The estimates e are held constant here; {@link RoleEstimates} moves them by the other half.
 *
 * @param loss ℓ, BCE as published
 * @param crossTerm how a focusing loss enters the term of the estimates
 * @param kappa κ, expected present labels an image
 * @param lambda λ, 1 as published
 * @param positiveTerm by what the loss of observed labels is divided
 */
public record Role(
    PerEntryLoss loss, CrossTerm crossTerm, double kappa, double lambda, PositiveTerm positiveTerm)
    implements Objective {

  /** How a focusing loss enters the term of the estimates. */
  public enum CrossTerm {
    /** e ℓ⁺ + (1 − e) ℓ⁻: its focusing moves the point of rest away from f = e. */
    INSIDE,
    /**
     * Cross-entropy against e under the weight e w⁺(f) + (1 − e) w⁻(f), held constant: the slope is
     * that weight times (f − e), so the point of rest stays at f = e.
     */
    WEIGHTED_RESIDUAL
  }

  /** Refuses values outside their ranges. */
  public Role {
    Parameters.require(kappa >= 0, "kappa", kappa, "0 or more");
    Parameters.require(lambda >= 0, "lambda", lambda, "0 or more");
  }

  /** With the loss inside the cross term and the loss of observed labels divided by B·K. */
  public Role(PerEntryLoss loss, double kappa, double lambda) {
    this(loss, CrossTerm.INSIDE, kappa, lambda, PositiveTerm.PER_ENTRY);
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.checkLength(gradient);
    int entries = batch.entries();
    double factor = 0.5 / entries;
    double observedWeight = positiveTerm.weight(batch.classes());
    double[] logits = batch.logits();
    double[] probabilities = batch.probabilities();
    double[] estimates = batch.estimates();
    byte[] observed = batch.observed();
    Entry entry = batch.entry();
    boolean inside = crossTerm == CrossTerm.INSIDE;
    double sum = 0;
    double positives = 0;
    // the next entry's exp is begun before this one's logs, so that a processor overlaps them
    double next = Entry.tail(logits[0]);
    for (int i = 0; i < entries; i++) {
      batch.checkFinite(i);
      double tail = next;
      next = Entry.tail(logits[Math.min(i + 1, entries - 1)]);
      entry.at(logits[i], tail);
      probabilities[i] = entry.p;
      positives += entry.p;
      sum +=
          inside
              ? inside(entry, estimates[i], observed[i], observedWeight)
              : weighted(entry, estimates[i], observed[i], observedWeight);
      gradient[i] = entry.slope * factor;
    }
    return sum * factor + ExpectedPositives.add(batch, positives, kappa, lambda / 2, gradient);
  }

  /** Both terms share ℓ⁺ and ℓ⁻: an observed label only adds to its side's weight. */
  private double inside(Entry entry, double estimate, byte observed, double observedWeight) {
    double presentWeight = estimate;
    double absentWeight = 1 - estimate;
    if (observed == LabelBatch.PRESENT) {
      presentWeight += observedWeight;
    } else if (observed == LabelBatch.ABSENT) {
      absentWeight += observedWeight;
    }
    double present = presentWeight * loss.present(entry);
    double slope = presentWeight * entry.slope;
    double absent = absentWeight * loss.absent(entry);
    entry.slope = slope + absentWeight * entry.slope;
    return present + absent;
  }

  private double weighted(Entry entry, double estimate, byte observed, double observedWeight) {
    double value = 0;
    double slope = 0;
    if (observed != LabelBatch.UNKNOWN) {
      value = observed == LabelBatch.PRESENT ? loss.present(entry) : loss.absent(entry);
      value *= observedWeight;
      slope = observedWeight * entry.slope;
    }
    double weight = estimate * loss.presentFocus(entry) + (1 - estimate) * loss.absentFocus(entry);
    entry.slope = slope + weight * (entry.p - estimate);
    return value + weight * (estimate * entry.minusLogP() + (1 - estimate) * entry.minusLogQ());
  }

  @Override
  public Role withKappa(double newKappa) {
    return new Role(loss, crossTerm, newKappa, lambda, positiveTerm);
  }

  @Override
  public String name() {
    return "role";
  }

  @Override
  public ObjectiveProperties properties() {
    Differentiability differentiability =
        crossTerm == CrossTerm.INSIDE || loss instanceof Bce
            ? loss.differentiability()
            : Differentiability.WEIGHTS_DETACHED;
    return new ObjectiveProperties(differentiability, true, true, lambda == 0);
  }
}
