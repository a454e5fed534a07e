package io.gleaner.objective;

/**
 * Distribution-balanced loss, Wu et al., "Distribution-Balanced Loss for Multi-Label Classification
 * in Long-Tailed Datasets" (ECCV 2020), and its parts: mean over entries of w ℓ⁺(x + ν) for present
 * labels and (w/λ) ℓ⁻(λ(x + ν)) for others, ν_k = −κ log(N/n_k − 1).
 *
 * <p>Re-weighting alone has λ = 1, κ = 0; negative-tolerant BCE has no weights; the focal forms
 * have {@link Focal} inside.
 *
 * @param counts n_k and N
 * @param weights w
 * @param loss ℓ; the code's focal form is {@code Focal(2, 2, 2)}, its factor 2 not in the paper
 * @param absentScale λ, 5 for VOC and 2 for COCO as published
 * @param bias κ, 0.05 as published
 * @param biasOverScale whether κ is divided by λ, as the code does
 * @param unknown what unknown labels count as
 */
public record DistributionBalanced(
    ClassCounts counts,
    ClassWeights weights,
    PerEntryLoss loss,
    double absentScale,
    double bias,
    boolean biasOverScale,
    Unknown unknown)
    implements Objective {

  /** Refuses values outside their ranges. */
  public DistributionBalanced {
    Parameters.require(absentScale > 0, "absent-scale", absentScale, "above 0");
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    counts.observe(batch);
    weights.fill(batch, counts, gradient);
    int classes = batch.classes();
    double[] shift = batch.scratch(classes);
    for (int k = 0; k < classes; k++) {
      shift[k] = bias == 0 ? 0 : shift(k);
    }
    double factor = 1.0 / batch.entries();
    double sum = 0;
    for (int offset = 0; offset < batch.entries(); offset += classes) {
      for (int k = 0; k < classes; k++) {
        int i = offset + k;
        sum += loss(batch, i, shift[k], gradient[i]);
        gradient[i] = batch.entry().slope * factor;
      }
    }
    return sum * factor;
  }

  /** ν_k; the class and the rest have at least half an image each. */
  private double shift(int k) {
    double odds = Math.max(counts.images() - counts.present(k), 0.5) / counts.present(k);
    return -Math.log(odds) * (biasOverScale ? bias / absentScale : bias);
  }

  private double loss(LabelBatch batch, int i, double shift, double weight) {
    Entry entry = batch.entry();
    double x = batch.logits()[i];
    byte observed = batch.observed()[i];
    entry.at(x);
    batch.probabilities()[i] = entry.p;
    if (observed == LabelBatch.PRESENT) {
      entry.at(x + shift);
      double value = weight * loss.present(entry);
      entry.slope *= weight;
      return value;
    }
    if (!unknown.absent(observed)) {
      entry.slope = 0;
      return 0;
    }
    entry.at((x + shift) * absentScale);
    double value = weight / absentScale * loss.absent(entry);
    entry.slope *= weight;
    return value;
  }

  @Override
  public double[] state() {
    return counts.state();
  }

  @Override
  public void restore(double[] state) {
    counts.restore(state);
  }

  @Override
  public String name() {
    return "db";
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        loss.differentiability(),
        true,
        !counts.isRunning(),
        weights.byClass() && !counts.isRunning());
  }
}
