package io.gleaner.objective;

/**
 * A per-entry loss on observed labels: present as ℓ⁺, absent as ℓ⁻, unknown by choice.
 *
 * <p>With BCE, unknown absent is "assume negative" of Cole et al. (CVPR 2021), with or without
 * label smoothing, weakly absent their "weak negatives", ignored their "ignore unobserved".
 *
 * @param loss the loss of an entry
 * @param unknown what unknown labels count as
 * @param smoothing label smoothing ε in [0, 1): the targets 1 and 0 become 1 − ε and ε
 * @param reduction of the entries' losses
 */
public record Supervised(PerEntryLoss loss, Unknown unknown, double smoothing, Reduction reduction)
    implements Pointwise {

  /** Refuses values outside their ranges. */
  public Supervised {
    Parameters.require(smoothing >= 0 && smoothing < 1, "label-smoothing", smoothing, "in [0, 1)");
  }

  @Override
  public double loss(LabelBatch batch, int i, Entry entry) {
    return switch (batch.observed()[i]) {
      case LabelBatch.PRESENT -> smoothed(entry, 1 - smoothing);
      case LabelBatch.ABSENT -> smoothed(entry, smoothing);
      default -> ofUnknown(batch, entry);
    };
  }

  private double ofUnknown(LabelBatch batch, Entry entry) {
    if (unknown == Unknown.IGNORED) {
      entry.slope = 0;
      return 0;
    }
    double value = smoothed(entry, smoothing);
    if (unknown == Unknown.ABSENT) {
      return value;
    }
    // K = 1 leaves no other class to share the weight with: it stays one
    double weight = 1.0 / Math.max(batch.classes() - 1, 1);
    entry.slope *= weight;
    return value * weight;
  }

  private double smoothed(Entry entry, double target) {
    return target == 1
        ? loss.present(entry)
        : target == 0 ? loss.absent(entry) : SoftTarget.loss(loss, entry, target);
  }

  @Override
  public String name() {
    return loss.name();
  }

  @Override
  public ObjectiveProperties properties() {
    return new ObjectiveProperties(
        loss.differentiability(), true, reduction != Reduction.SUM, true);
  }
}
