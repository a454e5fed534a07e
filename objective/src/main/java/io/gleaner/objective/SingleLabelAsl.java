package io.gleaner.objective;

/**
 * Single-label ASL over a softmax, from the code of Ben-Baruch et al. (ICCV 2021), losses.py: −mean
 * over images of Σ_k t_k w_k log s_k, s the softmax, w = (1 − s)^γ₊ at the present label and s^γ₋
 * elsewhere, t the label smoothed by ε. Images without a present label count nothing; they stay in
 * the mean.
 *
 * @param gammaPresent γ₊, 0 as published
 * @param gammaAbsent γ₋, 4 as published
 * @param smoothing ε, 0.1 as published
 */
public record SingleLabelAsl(double gammaPresent, double gammaAbsent, double smoothing)
    implements Objective {

  /** Refuses values outside their ranges. */
  public SingleLabelAsl {
    Parameters.require(gammaPresent >= 0, "gamma-present", gammaPresent, "0 or more");
    Parameters.require(gammaAbsent >= 0, "gamma-absent", gammaAbsent, "0 or more");
    Parameters.require(smoothing >= 0 && smoothing < 1, "label-smoothing", smoothing, "in [0, 1)");
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    double sum = 0;
    for (int b = 0; b < batch.size(); b++) {
      sum += row(batch, b * batch.classes(), gradient);
    }
    return sum / batch.size();
  }

  private double row(LabelBatch batch, int offset, double[] gradient) {
    int classes = batch.classes();
    double[] logits = batch.logits();
    byte[] observed = batch.observed();
    double logTotal = LogSumExp.of(logits, offset, classes);
    boolean labelled = false;
    for (int k = 0; k < classes; k++) {
      labelled |= observed[offset + k] == LabelBatch.PRESENT;
    }
    double value = 0;
    double coefficients = 0;
    for (int k = 0; k < classes; k++) {
      int i = offset + k;
      double log = logits[i] - logTotal;
      double s = Math.exp(log);
      boolean present = observed[i] == LabelBatch.PRESENT;
      double t = smoothing / classes + (present ? 1 - smoothing : 0);
      double base = present ? Math.max(1 - s, 0) : s;
      double gamma = present ? gammaPresent : gammaAbsent;
      double weight = Entry.power(base, gamma);
      // d(w)/d(log s): −γ (1 − s)^(γ−1) s, and γ s^γ
      double weightSlope = base == 0 ? 0 : gamma * weight * (present ? -s / base : 1);
      value -= labelled ? t * weight * log : 0;
      gradient[i] = labelled ? t * (weight + log * weightSlope) : 0;
      coefficients += gradient[i];
    }
    for (int k = 0; k < classes; k++) {
      int i = offset + k;
      double s = Math.exp(logits[i] - logTotal);
      gradient[i] = (s * coefficients - gradient[i]) / batch.size();
    }
    return value;
  }

  @Override
  public String name() {
    return "single-label-asl";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE, true, true, false);
  }
}
