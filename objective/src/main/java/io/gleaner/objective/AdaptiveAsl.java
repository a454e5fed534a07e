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
  private final Current loss;
  private final Supervised supervised;
  private final double target;
  private final double step;

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
    this.loss = new Current(start);
    this.supervised = new Supervised(loss, unknown, 0, reduction);
    this.target = target;
    this.step = step;
  }

  /** ASL with γ₋ as it stands: one object for all batches, so that none allocates. */
  static final class Current implements PerEntryLoss {
    private final Asl start;
    private double gammaAbsent;

    private Current(Asl start) {
      this.start = start;
      this.gammaAbsent = start.gammaAbsent();
    }

    @Override
    public double present(Entry entry) {
      return start.present(entry);
    }

    @Override
    public double absent(Entry entry) {
      return start.absent(entry, gammaAbsent);
    }

    @Override
    public double presentFocus(Entry entry) {
      return start.presentFocus(entry);
    }

    @Override
    public double absentFocus(Entry entry) {
      return start.absentFocus(entry, gammaAbsent);
    }

    @Override
    public ObjectiveProperties.Differentiability differentiability() {
      return start.differentiability();
    }

    @Override
    public String name() {
      return "adaptive-asl";
    }
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    double value = supervised.evaluate(batch, gradient);
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
      } else if (supervised.unknown().absent(batch.observed()[i])) {
        absentSum += 1 - p;
        absent++;
      }
    }
    if (present > 0 && absent > 0) {
      double gap = presentSum / present - absentSum / absent;
      loss.gammaAbsent = Math.max(0, loss.gammaAbsent + step * (target - gap));
    }
  }

  /** γ₋ as it stands. */
  public double gammaAbsent() {
    return loss.gammaAbsent;
  }

  @Override
  public double[] state() {
    return new double[] {loss.gammaAbsent};
  }

  @Override
  public void restore(double[] state) {
    Parameters.require(state.length == 1, "length of the state", state.length, "1");
    loss.gammaAbsent = state[0];
  }

  @Override
  public String name() {
    return supervised.name();
  }

  @Override
  public ObjectiveProperties properties() {
    return supervised.properties();
  }
}
