package io.gleaner.objective;

/**
 * ASL whose γ₋ follows the probability gap, Ben-Baruch et al. (ICCV 2021), Eq. 9–11: Δp = p_t⁺ −
 * p_t⁻, the mean probability given to present labels less that given to absent ones being absent,
 * and after each batch γ₋ ← γ₋ + λ(Δp_target − Δp), at least 0.
 *
 * <p>The sign is the one that closes the gap: more asymmetry raises p_t⁺ and lowers p_t⁻. A
 * negative λ gives the sign as printed in Eq. 11.
 */
public final class AdaptiveAsl implements Objective {
  private final double gammaPresent;
  private final double margin;
  private final double target;
  private final double step;
  private final Unknown unknown;
  private final Reduction reduction;
  private double gammaAbsent;

  /**
   * Starts at a given asymmetry.
   *
   * @param start γ₊, the first γ₋, m and the rest of ASL's parameters
   * @param target Δp_target, 0.1 as published
   * @param step λ of a batch
   * @param unknown what unknown labels count as
   * @param reduction of the entries' losses
   */
  public AdaptiveAsl(Asl start, double target, double step, Unknown unknown, Reduction reduction) {
    Parameters.require(target >= -1 && target <= 1, "gap-target", target, "in [-1, 1]");
    this.gammaPresent = start.gammaPresent();
    this.gammaAbsent = start.gammaAbsent();
    this.margin = start.margin();
    this.target = target;
    this.step = step;
    this.unknown = unknown;
    this.reduction = reduction;
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    Asl loss = new Asl(gammaPresent, gammaAbsent, margin, true, 0, false);
    double value = new Supervised(loss, unknown, 0, reduction).evaluate(batch, gradient);
    adapt(batch);
    return value;
  }

  private void adapt(LabelBatch batch) {
    double presentSum = 0;
    double absentSum = 0;
    int present = 0;
    int absent = 0;
    for (int i = 0; i < batch.entries(); i++) {
      double p = batch.probabilities()[i];
      if (batch.observed()[i] == LabelBatch.PRESENT) {
        presentSum += p;
        present++;
      } else if (unknown.absent(batch.observed()[i])) {
        absentSum += 1 - p;
        absent++;
      }
    }
    if (present > 0 && absent > 0) {
      double gap = presentSum / present - absentSum / absent;
      gammaAbsent = Math.max(0, gammaAbsent + step * (target - gap));
    }
  }

  /** γ₋ as it stands. */
  public double gammaAbsent() {
    return gammaAbsent;
  }

  @Override
  public double[] state() {
    return new double[] {gammaAbsent};
  }

  @Override
  public void restore(double[] state) {
    Parameters.require(state.length == 1, "length of the state", state.length, "1");
    gammaAbsent = state[0];
  }

  @Override
  public String name() {
    return "adaptive-asl";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        new Asl().differentiability(), true, reduction != Reduction.SUM, true);
  }
}
