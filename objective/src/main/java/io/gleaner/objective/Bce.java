package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Binary cross-entropy: ℓ⁺ = −log p, ℓ⁻ = −log(1 − p).
 *
 * @param logEpsilon added to the argument of the logarithm; zero, or 1e-5 to match the code of Cole
 *     et al., "Multi-Label Learning from Single Positive Labels" (CVPR 2021), losses.py
 */
public record Bce(double logEpsilon) implements PerEntryLoss {

  /** Refuses a negative epsilon. */
  public Bce {
    Parameters.require(logEpsilon >= 0, "log-epsilon", logEpsilon, "0 or more");
  }

  /** Plain, without an epsilon. */
  public Bce() {
    this(0);
  }

  @Override
  public double present(Entry entry) {
    if (logEpsilon == 0) {
      entry.slope = -entry.q;
      return entry.minusLogP();
    }
    double shifted = entry.p + logEpsilon;
    entry.slope = -entry.p * entry.q / shifted;
    return -Math.log(shifted);
  }

  @Override
  public double absent(Entry entry) {
    if (logEpsilon == 0) {
      entry.slope = entry.p;
      return entry.minusLogQ();
    }
    double shifted = entry.q + logEpsilon;
    entry.slope = entry.p * entry.q / shifted;
    return -Math.log(shifted);
  }

  @Override
  public double presentFocus(Entry entry) {
    return 1;
  }

  @Override
  public double absentFocus(Entry entry) {
    return 1;
  }

  @Override
  public Differentiability differentiability() {
    return Differentiability.EVERYWHERE;
  }

  @Override
  public String name() {
    return "bce";
  }
}
