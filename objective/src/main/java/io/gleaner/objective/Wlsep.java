package io.gleaner.objective;

/**
 * The weighted log-sum-exp pairwise loss of Monfort et al., "Multi-Moments in Time" (2019): mean
 * over the batch's present labels of log(1 + Σ_{j∈N} e^{x_j − x_i}).
 *
 * @param unknown what unknown labels count as
 */
public record Wlsep(Unknown unknown) implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    int present = 0;
    for (int i = 0; i < batch.entries(); i++) {
      present += batch.observed()[i] == LabelBatch.PRESENT ? 1 : 0;
    }
    double factor = 1.0 / Math.max(present, 1);
    double sum = 0;
    for (int offset = 0; offset < batch.entries(); offset += batch.classes()) {
      sum += row(batch, offset, factor, gradient);
    }
    return sum * factor;
  }

  private double row(LabelBatch batch, int offset, double factor, double[] gradient) {
    Entry entry = batch.entry();
    double up = LogSumExp.ofAbsent(batch, offset, unknown);
    boolean compared = up != Double.NEGATIVE_INFINITY;
    double value = 0;
    double slopes = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      gradient[i] = 0;
      if (compared && batch.observed()[i] == LabelBatch.PRESENT) {
        entry.at(up - batch.logits()[i]);
        value += entry.minusLogQ();
        gradient[i] = -factor * entry.p;
        slopes += factor * entry.p;
      }
    }
    for (int i = offset; slopes > 0 && i < offset + batch.classes(); i++) {
      if (unknown.absent(batch.observed()[i])) {
        gradient[i] = slopes * Math.exp(batch.logits()[i] - up);
      }
    }
    return value;
  }

  @Override
  public String name() {
    return "wlsep";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE, true, true, false);
  }
}
