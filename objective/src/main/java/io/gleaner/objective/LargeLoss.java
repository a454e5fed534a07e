package io.gleaner.objective;

import java.util.function.IntConsumer;

/**
 * Large-loss rejection and correction, Kim et al., "Large Loss Matters in Weakly Supervised
 * Multi-Label Classification" (CVPR 2022): BCE with unknown labels assumed absent, but of those the
 * k with the largest losses are left out (LL-R) or taken as present (LL-Ct for this batch, LL-Cp
 * for good). k = ⌈B·K·(epoch − 1)·Δ⌉, for LL-Cp ⌈B·K·Δ⌉ after the first epoch. Labels whose loss
 * ties with the k-th are treated alike.
 *
 * @param scheme what happens to large losses
 * @param delta Δ, 0.002 as published
 * @param observedToo whether, when k exceeds the number of unknown labels, observed ones are
 *     modified as well, as the code does
 */
public record LargeLoss(Scheme scheme, double delta, boolean observedToo) implements Objective {

  /** What happens to large losses. */
  public enum Scheme {
    /** LL-R. */
    REJECT,
    /** LL-Ct. */
    CORRECT_TEMPORARILY,
    /** LL-Cp: the caller makes {@link #corrections} of the batch observed present for good. */
    CORRECT_PERMANENTLY
  }

  /** Refuses values outside their ranges. */
  public LargeLoss {
    Parameters.require(delta >= 0 && delta <= 1, "delta", delta, "in [0, 1]");
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    double threshold = threshold(batch);
    byte[] observed = batch.observed();
    double[] logits = batch.logits();
    double[] p = batch.probabilities();
    int entries = batch.entries();
    double factor = 1.0 / entries;
    double[] losses = batch.scratch(2 * entries);
    double sum = 0;
    for (int i = 0; i < entries; i++) {
      boolean present = observed[i] == LabelBatch.PRESENT;
      boolean large =
          observed[i] == LabelBatch.UNKNOWN
              ? losses[i] >= threshold
              : observedToo && threshold <= 0;
      if (large && scheme == Scheme.REJECT) {
        gradient[i] = 0;
        continue;
      }
      boolean taken = present ^ large;
      // losses holds −log(1 − p); −log p is x less
      sum += taken ? losses[entries + i] - logits[i] : losses[entries + i];
      gradient[i] = factor * (taken ? p[i] - 1 : p[i]);
    }
    return sum * factor;
  }

  /**
   * The entries (b·K + k) that LL-Cp corrects for good: unknown, with a loss strictly above the
   * k-th largest. Call it after {@link #evaluate} or without it.
   */
  public void corrections(LabelBatch batch, IntConsumer entry) {
    double threshold = threshold(batch);
    double[] losses = batch.scratch(0);
    for (int i = 0; i < batch.entries(); i++) {
      if (losses[i] > threshold) {
        entry.accept(i);
      }
    }
  }

  /** How many losses are large in this batch. */
  int large(LabelBatch batch) {
    int entries = batch.entries();
    double clean = 1 - (batch.epoch() - 1) * delta;
    if (clean >= 1) {
      return 0;
    }
    double part = scheme == Scheme.CORRECT_PERMANENTLY ? delta : 1 - clean;
    return (int) Math.min(entries, Math.ceil(entries * part));
  }

  /**
   * The k-th largest loss of unknown labels, infinite without one; leaves those losses, 0 for
   * observed labels, in the first half of the scratch, and −log(1 − p) of all in the second.
   */
  private double threshold(LabelBatch batch) {
    int entries = batch.entries();
    double[] losses = batch.scratch(2 * entries);
    Entry entry = batch.entry();
    int k = large(batch);
    for (int i = 0; i < entries; i++) {
      entry.at(batch.logits()[i]);
      batch.probabilities()[i] = entry.p;
      losses[i] = batch.observed()[i] == LabelBatch.UNKNOWN ? entry.minusLogQ() : 0;
      losses[entries + i] = losses[i];
    }
    double threshold =
        k == 0 ? Double.POSITIVE_INFINITY : Selection.largest(losses, entries, entries, k);
    for (int i = 0; i < entries; i++) {
      entry.at(batch.logits()[i]);
      losses[entries + i] = entry.minusLogQ();
    }
    return threshold;
  }

  @Override
  public String name() {
    return switch (scheme) {
      case REJECT -> "large-loss-rejection";
      case CORRECT_TEMPORARILY -> "large-loss-temporary-correction";
      case CORRECT_PERMANENTLY -> "large-loss-permanent-correction";
    };
  }

  @Override
  public ObjectiveProperties properties() {
    // k is rounded up, so copies of a batch may have fewer large losses than it has
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.ALMOST_EVERYWHERE, true, false, false);
  }
}
