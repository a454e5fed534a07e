package io.gleaner.objective;

/**
 * Log-sum-exp pairwise loss, Li et al., "Improving Pairwise Ranking for Multi-label Image
 * Classification" (CVPR 2017): mean over images of log(1 + Σ_{i∈P, j∈N} e^{x_j − x_i}).
 *
 * @param wholeBatch whether there is one logarithm over the pairs of all images, as in the code
 *     moments_models
 * @param unknown what unknown labels count as
 */
public record Lsep(boolean wholeBatch, Unknown unknown) implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    int classes = batch.classes();
    double[] pairs = batch.scratch(3 * batch.size());
    int size = batch.size();
    for (int b = 0; b < size; b++) {
      pairs[size + b] = LogSumExp.ofPresentNegated(batch, b * classes);
      pairs[2 * size + b] = LogSumExp.ofAbsent(batch, b * classes, unknown);
      pairs[b] = pairs[size + b] + pairs[2 * size + b];
    }
    return wholeBatch ? whole(batch, pairs, gradient) : each(batch, pairs, gradient);
  }

  private double each(LabelBatch batch, double[] pairs, double[] gradient) {
    Entry entry = batch.entry();
    double sum = 0;
    for (int b = 0; b < batch.size(); b++) {
      double slope = 0;
      if (pairs[b] != Double.NEGATIVE_INFINITY) {
        entry.at(pairs[b]);
        sum += entry.minusLogQ();
        slope = entry.p / batch.size();
      }
      row(batch, b, pairs, slope, gradient);
    }
    return sum / batch.size();
  }

  private double whole(LabelBatch batch, double[] pairs, double[] gradient) {
    double max = 0;
    for (int b = 0; b < batch.size(); b++) {
      max = Math.max(max, pairs[b]);
    }
    double sum = Math.exp(-max);
    for (int b = 0; b < batch.size(); b++) {
      sum += Math.exp(pairs[b] - max);
    }
    for (int b = 0; b < batch.size(); b++) {
      row(batch, b, pairs, Math.exp(pairs[b] - max) / sum, gradient);
    }
    return max + Math.log(sum);
  }

  /** d log(Σ pairs)/dx is −softmax of −x over the present, +softmax of x over the absent. */
  private void row(LabelBatch batch, int b, double[] pairs, double slope, double[] gradient) {
    int size = batch.size();
    double down = pairs[size + b];
    double up = pairs[2 * size + b];
    for (int i = b * batch.classes(); i < (b + 1) * batch.classes(); i++) {
      double x = batch.logits()[i];
      byte observed = batch.observed()[i];
      if (slope == 0) {
        gradient[i] = 0;
      } else if (observed == LabelBatch.PRESENT) {
        gradient[i] = -slope * Math.exp(-x - down);
      } else {
        gradient[i] = unknown.absent(observed) ? slope * Math.exp(x - up) : 0;
      }
    }
  }

  @Override
  public String name() {
    return "lsep";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE, true, !wholeBatch, false);
  }
}
