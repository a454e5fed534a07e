package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Asymmetric loss, Ben-Baruch et al., "Asymmetric Loss For Multi-Label Classification" (ICCV 2021),
 * Eq. 7: ℓ⁺ = −(1 − p)^γ₊ log p, ℓ⁻ = −p_m^γ₋ log(1 − p_m) with p_m = max(p − m, 0).
 *
 * <p>γ₊ = γ₋ = 0 leaves probability shifting alone (Eq. 5), m = 0 asymmetric focusing alone (Eq.
 * 4).
 *
 * @param gammaPresent γ₊
 * @param gammaAbsent γ₋
 * @param margin m, in [0, 1)
 * @param focusGradient whether the focusing weight is differentiated too (the paper's Eq. 8) or
 *     held constant (the reference code's default, {@code disable_torch_grad_focal_loss})
 * @param clamp least argument of a logarithm, with no gradient below; zero in the paper, 1e-8 in
 *     its code
 * @param clampAbove whether the argument is held below 1 − clamp as well, as in Query2Label's code
 */
public record Asl(
    double gammaPresent,
    double gammaAbsent,
    double margin,
    boolean focusGradient,
    double clamp,
    boolean clampAbove)
    implements PerEntryLoss {

  /** Refuses values outside their ranges. */
  public Asl {
    Parameters.require(gammaPresent >= 0, "gamma-present", gammaPresent, "0 or more");
    Parameters.require(gammaAbsent >= 0, "gamma-absent", gammaAbsent, "0 or more");
    Parameters.require(margin >= 0 && margin < 1, "margin", margin, "in [0, 1)");
    Parameters.require(clamp >= 0 && clamp < 0.5, "clamp", clamp, "in [0, 0.5)");
  }

  /** As published: γ₊ = 0, γ₋ = 4, m = 0.05, the focusing weight differentiated. */
  public Asl() {
    this(0, 4, 0.05, true, 0, false);
  }

  @Override
  public double present(Entry entry) {
    double log;
    double logSlope;
    if (entry.p < clamp) {
      log = -Math.log(clamp);
      logSlope = 0;
    } else if (clampAbove && entry.q < clamp) {
      log = -Math.log(1 - clamp);
      logSlope = 0;
    } else {
      log = entry.minusLogP();
      logSlope = -entry.q;
    }
    double weight = Entry.power(entry.q, gammaPresent);
    // d(q^γ)/dx = −γ q^γ p
    entry.slope = weight * (focusGradient ? logSlope - gammaPresent * entry.p * log : logSlope);
    return weight * log;
  }

  @Override
  public double absent(Entry entry) {
    return absent(entry, gammaAbsent);
  }

  /** ℓ⁻ with another γ₋ than this record's. */
  double absent(Entry entry, double gammaAbsent) {
    double shifted = entry.p - margin;
    if (shifted <= 0) {
      return shiftedAway(entry, gammaAbsent);
    }
    double rest = margin == 0 ? entry.q : entry.q + margin;
    double log;
    double logSlope;
    if (rest < clamp) {
      log = -Math.log(clamp);
      logSlope = 0;
    } else if (clampAbove && shifted < clamp) {
      log = -Math.log(1 - clamp);
      logSlope = 0;
    } else if (margin == 0) {
      log = entry.minusLogQ();
      logSlope = entry.p;
    } else {
      log = -Math.log(rest);
      logSlope = entry.p * entry.q / rest;
    }
    if (gammaAbsent == 0) {
      entry.slope = logSlope;
      return log;
    }
    double lower = Entry.power(shifted, gammaAbsent - 1);
    double weight = lower * shifted;
    double focusSlope = focusGradient ? gammaAbsent * lower * entry.p * entry.q * log : 0;
    entry.slope = weight * logSlope + focusSlope;
    return weight * log;
  }

  /** p ≤ m: nothing, but for what the upper clamp leaves when nothing focuses it away. */
  private double shiftedAway(Entry entry, double gammaAbsent) {
    entry.slope = 0;
    return clampAbove && gammaAbsent == 0 ? -Math.log(1 - clamp) : 0;
  }

  @Override
  public double presentFocus(Entry entry) {
    return Entry.power(entry.q, gammaPresent);
  }

  @Override
  public double absentFocus(Entry entry) {
    return absentFocus(entry, gammaAbsent);
  }

  /** ℓ⁻'s focusing weight with another γ₋ than this record's. */
  double absentFocus(Entry entry, double gammaAbsent) {
    return Entry.power(Math.max(entry.p - margin, 0), gammaAbsent);
  }

  @Override
  public Differentiability differentiability() {
    if (!focusGradient && (gammaPresent != 0 || gammaAbsent != 0)) {
      return Differentiability.WEIGHTS_DETACHED;
    }
    return margin > 0 || clamp > 0
        ? Differentiability.ALMOST_EVERYWHERE
        : Differentiability.EVERYWHERE;
  }

  @Override
  public String name() {
    return "asl";
  }
}
