package io.gleaner.objective;

import java.util.Arrays;

/**
 * Softmax cross-entropy against present labels that share the target evenly, Mahajan et al.,
 * "Exploring the Limits of Weakly Supervised Pretraining" (ECCV 2018): −mean over images with a
 * present label of (1/|P|) Σ_{k∈P} log s_k.
 *
 * @param unknown whether unknown labels are in the softmax (absent) or left out of it (ignored)
 */
public record MultiLabelSoftmax(Unknown unknown) implements Objective {

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    Arrays.fill(gradient, 0, batch.entries(), 0);
    int classes = batch.classes();
    int labelled = 0;
    for (int b = 0; b < batch.size(); b++) {
      labelled += present(batch, b * classes) > 0 ? 1 : 0;
    }
    double sum = 0;
    for (int b = 0; b < batch.size(); b++) {
      int present = present(batch, b * classes);
      if (present > 0) {
        sum += row(batch, b * classes, present, gradient, 1.0 / labelled);
      }
    }
    return labelled == 0 ? 0 : sum / labelled;
  }

  private double row(LabelBatch batch, int offset, int present, double[] gradient, double factor) {
    double[] logits = batch.logits();
    byte[] observed = batch.observed();
    int end = offset + batch.classes();
    double max = Double.NEGATIVE_INFINITY;
    for (int i = offset; i < end; i++) {
      max = counts(observed[i]) ? Math.max(max, logits[i]) : max;
    }
    double total = 0;
    for (int i = offset; i < end; i++) {
      gradient[i] = counts(observed[i]) ? Math.exp(logits[i] - max) : 0;
      total += gradient[i];
    }
    double logTotal = max + Math.log(total);
    double value = 0;
    for (int i = offset; i < end; i++) {
      double target = observed[i] == LabelBatch.PRESENT ? 1.0 / present : 0;
      value += target == 0 ? 0 : target * (logTotal - logits[i]);
      gradient[i] = factor * (gradient[i] / total - target);
    }
    return value;
  }

  private boolean counts(byte observed) {
    return observed == LabelBatch.PRESENT || unknown.absent(observed);
  }

  private static int present(LabelBatch batch, int offset) {
    int present = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      present += batch.observed()[i] == LabelBatch.PRESENT ? 1 : 0;
    }
    return present;
  }

  @Override
  public String name() {
    return "multi-label-softmax";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE, true, true, false);
  }
}
