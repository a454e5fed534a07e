package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Focal loss, Lin et al., "Focal Loss for Dense Object Detection" (ICCV 2017), Eq. 5: −α_t (1 −
 * p_t)^γ log p_t, the weight differentiated.
 *
 * @param gamma γ, 2 as published
 * @param presentBalance α of present labels, 0.25 as published
 * @param absentBalance α of absent labels, 0.75 as published; the code of Wu et al. (ECCV 2020) has
 *     one balance for both
 */
public record Focal(double gamma, double presentBalance, double absentBalance)
    implements PerEntryLoss {

  /** Refuses negative values. */
  public Focal {
    Parameters.require(gamma >= 0, "gamma", gamma, "0 or more");
    Parameters.require(presentBalance >= 0, "present-balance", presentBalance, "0 or more");
    Parameters.require(absentBalance >= 0, "absent-balance", absentBalance, "0 or more");
  }

  /** As published. */
  public Focal() {
    this(2, 0.25, 0.75);
  }

  @Override
  public double present(Entry entry) {
    double log = entry.minusLogP();
    double weight = presentFocus(entry);
    entry.slope = -weight * (entry.q + gamma * entry.p * log);
    return weight * log;
  }

  @Override
  public double absent(Entry entry) {
    double log = entry.minusLogQ();
    double weight = absentFocus(entry);
    entry.slope = weight * (entry.p + gamma * entry.q * log);
    return weight * log;
  }

  @Override
  public double presentFocus(Entry entry) {
    return presentBalance * Entry.power(entry.q, gamma);
  }

  @Override
  public double absentFocus(Entry entry) {
    return absentBalance * Entry.power(entry.p, gamma);
  }

  @Override
  public Differentiability differentiability() {
    return Differentiability.EVERYWHERE;
  }

  @Override
  public String name() {
    return "focal";
  }
}
