package io.gleaner.objective;

import io.gleaner.objective.ObjectiveProperties.Differentiability;

/**
 * Generalised robust loss, Chen et al., "Boosting Single Positive Multi-label Classification with
 * Generalized Robust Loss" (IJCAI 2024): −log p of present labels, and of unknown ones V (K (1 −
 * p^q₂)/q₂ + (1 − K)(1 − (1 − p)^q₃)/q₃), K = σ(w p + b), V = exp(−½((p − μ)/σ)²), K and V held
 * constant.
 *
 * @param schedule of w, b, μ, σ over the batch's epochs
 * @param q2 q₂, 0.01 as published
 * @param q3 q₃, 1 as published
 * @param logEpsilon added to the argument of the logarithm, 1e-7 in the code
 */
public record Gr(GrSchedule schedule, double q2, double q3, double logEpsilon)
    implements Pointwise {

  /** Refuses values outside their ranges. */
  public Gr {
    Parameters.require(q2 > 0, "q2", q2, "above 0");
    Parameters.require(q3 > 0, "q3", q3, "above 0");
    Parameters.require(logEpsilon >= 0, "log-epsilon", logEpsilon, "0 or more");
  }

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    byte observed = batch.observed()[i];
    if (observed == LabelBatch.UNKNOWN) {
      return ofUnknown(batch.epoch(), entry);
    }
    return observed == LabelBatch.PRESENT
        ? minusLog(entry, entry.p, 1, -entry.q)
        : minusLog(entry, entry.q, -1, entry.p);
  }

  double ofUnknown(int epoch, Entry entry) {
    double p = entry.p;
    double q = entry.q;
    double k = 1 / (1 + Math.exp(-(schedule.w(epoch) * p + schedule.b(epoch))));
    double v = weight(epoch, p);
    double presentPower = Math.pow(p, q2);
    double absentPower = Entry.power(q, q3);
    // d(p^q)/dx = q p^q (1 − p)
    entry.slope = v * ((1 - k) * absentPower * p - k * presentPower * q);
    return v * (k * (1 - presentPower) / q2 + (1 - k) * (1 - absentPower) / q3);
  }

  /** V, held constant. */
  double weight(int epoch, double p) {
    double distance = (p - schedule.mu(epoch)) / schedule.sigma(epoch);
    return Math.exp(-0.5 * distance * distance);
  }

  /** −log(p + ε) with sign 1, −log(1 − p + ε) with sign −1. */
  private double minusLog(Entry entry, double argument, int sign, double exactSlope) {
    if (logEpsilon == 0) {
      entry.slope = exactSlope;
      return sign > 0 ? entry.minusLogP() : entry.minusLogQ();
    }
    entry.slope = -sign * entry.p * entry.q / (argument + logEpsilon);
    return -Math.log(argument + logEpsilon);
  }

  @Override
  public Reduction reduction() {
    return Reduction.MEAN;
  }

  @Override
  public String name() {
    return "gr";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(Differentiability.WEIGHTS_DETACHED, true, true, true);
  }
}
