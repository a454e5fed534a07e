package io.gleaner.objective;

/**
 * Partial asymmetric loss, Ben-Baruch et al., "Multi-label Classification with Partial Annotations
 * using Class-aware Selective Loss" (CVPR 2022): ASL of one γ for annotated labels and another for
 * un-annotated ones, which are absent, ignored, or ignored where they are likeliest or their class
 * is frequent. The focusing weights are held constant in the code.
 *
 * @param annotated γ₊ 0, γ₋ 1, m 0 as published
 * @param unannotated γ_u 2 as published, as its γ₋
 * @param unannotatedWeight α_u, 1
 * @param mode what un-annotated labels count as
 * @param likeliest in selective mode, how many labels an image are ignored on average; 5
 * @param counts how often each class is there, read in selective mode
 * @param priorThreshold in selective mode, the part of the images above which a class's
 *     un-annotated labels are ignored; 0.05 as published, 1 for by likelihood alone
 * @param reduction sum as in the code
 */
public record PartialAsl(
    Asl annotated,
    Asl unannotated,
    double unannotatedWeight,
    Mode mode,
    int likeliest,
    ClassCounts counts,
    double priorThreshold,
    Reduction reduction)
    implements Objective {

  /** What un-annotated labels count as. */
  public enum Mode {
    /** Absent. */
    NEGATIVE,
    /** Nothing. */
    IGNORE,
    /** Nothing; and an image's loss is scaled by 1 + 1/(1 + annotated labels). */
    IGNORE_NORMALIZE_CLASSES,
    /**
     * Absent, but for the batch's {@code likeliest · B} with the largest p and frequent classes.
     */
    SELECTIVE
  }

  /** Refuses values outside their ranges. */
  public PartialAsl {
    Parameters.require(
        priorThreshold >= 0 && priorThreshold <= 1, "prior-threshold", priorThreshold, "in [0, 1]");
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    if (mode == Mode.SELECTIVE) {
      counts.observe(batch);
    }
    double threshold = mode == Mode.SELECTIVE ? threshold(batch) : Double.POSITIVE_INFINITY;
    int tiesToIgnore = mode == Mode.SELECTIVE ? ties(batch, threshold) : 0;
    double factor = reduction.factor(batch.entries());
    Entry entry = batch.entry();
    double sum = 0;
    for (int offset = 0; offset < batch.entries(); offset += batch.classes()) {
      double weight = factor * imageWeight(batch, offset);
      for (int i = offset; i < offset + batch.classes(); i++) {
        double p = batch.probabilities()[i];
        boolean unknown = batch.observed()[i] == LabelBatch.UNKNOWN;
        boolean ignored = unknown && ignored(i - offset, p, threshold, tiesToIgnore);
        tiesToIgnore -= ignored && p == threshold ? 1 : 0;
        entry.slope = 0;
        if (!ignored) {
          entry.at(batch.logits()[i]);
          sum += weight * loss(batch.observed()[i], entry);
        }
        gradient[i] = weight * entry.slope;
      }
    }
    return sum;
  }

  private boolean ignored(int label, double p, double threshold, int tiesToIgnore) {
    return switch (mode) {
      case NEGATIVE -> false;
      case IGNORE, IGNORE_NORMALIZE_CLASSES -> true;
      case SELECTIVE ->
          p > threshold
              || (p == threshold && tiesToIgnore > 0)
              || counts.present(label) > priorThreshold * counts.images();
    };
  }

  private double loss(byte observed, Entry entry) {
    if (observed == LabelBatch.UNKNOWN) {
      double value = unannotatedWeight * unannotated.absent(entry);
      entry.slope *= unannotatedWeight;
      return value;
    }
    return observed == LabelBatch.PRESENT ? annotated.present(entry) : annotated.absent(entry);
  }

  private double imageWeight(LabelBatch batch, int offset) {
    if (mode != Mode.IGNORE_NORMALIZE_CLASSES) {
      return 1;
    }
    int annotations = 1;
    for (int i = offset; i < offset + batch.classes(); i++) {
      annotations += batch.observed()[i] == LabelBatch.UNKNOWN ? 0 : 1;
    }
    return 1 + 1.0 / annotations;
  }

  /** The least p among the likeliest un-annotated labels; infinite when none is to be ignored. */
  private double threshold(LabelBatch batch) {
    double[] unknown = batch.scratch(batch.entries());
    int count = 0;
    for (int i = 0; i < batch.entries(); i++) {
      if (batch.observed()[i] == LabelBatch.UNKNOWN) {
        unknown[count++] = batch.probabilities()[i];
      }
    }
    int wanted = wanted(batch, count);
    return wanted == 0 ? Double.POSITIVE_INFINITY : Selection.largest(unknown, 0, count, wanted);
  }

  private int wanted(LabelBatch batch, int unknown) {
    return (int) Math.min(unknown, (long) likeliest * batch.size());
  }

  /** How many of those that tie with the threshold are to be ignored, the first ones. */
  private int ties(LabelBatch batch, double threshold) {
    int unknown = 0;
    int above = 0;
    for (int i = 0; i < batch.entries(); i++) {
      if (batch.observed()[i] == LabelBatch.UNKNOWN) {
        unknown++;
        above += batch.probabilities()[i] > threshold ? 1 : 0;
      }
    }
    return wanted(batch, unknown) - above;
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
    return "partial-asl";
  }

  @Override
  public ObjectiveProperties properties() {
    ObjectiveProperties.Differentiability worst =
        annotated.differentiability().compareTo(unannotated.differentiability()) > 0
            ? annotated.differentiability()
            : unannotated.differentiability();
    if (mode == Mode.SELECTIVE && worst == ObjectiveProperties.Differentiability.EVERYWHERE) {
      worst = ObjectiveProperties.Differentiability.ALMOST_EVERYWHERE;
    }
    boolean learns = mode == Mode.SELECTIVE && counts.isRunning();
    return new ObjectiveProperties(
        worst,
        true,
        reduction != Reduction.SUM && !learns,
        mode == Mode.NEGATIVE || mode == Mode.IGNORE);
  }
}
