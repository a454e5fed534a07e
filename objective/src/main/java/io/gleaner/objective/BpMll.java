package io.gleaner.objective;

/**
 * BP-MLL, Zhang and Zhou, "Multilabel Neural Networks with Applications to Functional Genomics and
 * Text Categorization" (TKDE 2006): mean over images of (1/(|P||N|)) Σ_{i∈P, j∈N} e^{x_j − x_i}.
 *
 * @param normalised whether each image is divided by |P||N|, as in the paper, or not, as in the
 *     code moments_models
 * @param unknown what unknown labels count as
 */
public record BpMll(boolean normalised, Unknown unknown) implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    double sum = 0;
    for (int offset = 0; offset < batch.entries(); offset += batch.classes()) {
      sum += row(batch, offset, gradient);
    }
    return sum / batch.size();
  }

  private double row(LabelBatch batch, int offset, double[] gradient) {
    byte[] observed = batch.observed();
    double[] x = batch.logits();
    int present = 0;
    int absent = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      present += observed[i] == LabelBatch.PRESENT ? 1 : 0;
      absent += unknown.absent(observed[i]) ? 1 : 0;
    }
    double down = LogSumExp.ofPresentNegated(batch, offset);
    double up = LogSumExp.ofAbsent(batch, offset, unknown);
    double weight = normalised ? 1.0 / Math.max(1, (double) present * absent) : 1;
    double factor = weight / batch.size();
    for (int i = offset; i < offset + batch.classes(); i++) {
      gradient[i] = 0;
      if (present > 0 && absent > 0) {
        if (observed[i] == LabelBatch.PRESENT) {
          gradient[i] = -factor * Math.exp(up - x[i]);
        } else if (unknown.absent(observed[i])) {
          gradient[i] = factor * Math.exp(down + x[i]);
        }
      }
    }
    return weight * Math.exp(up + down);
  }

  @Override
  public String name() {
    return "bp-mll";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE, true, true, false);
  }
}
