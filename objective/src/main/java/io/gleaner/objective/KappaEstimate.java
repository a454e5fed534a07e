package io.gleaner.objective;

import java.util.Arrays;

/**
 * κ, the expected number of present labels an image, estimated from known labels: κ̂ = Σ_k of how
 * often class k is present among the images where that is known (post-stratification by class, so
 * that classes which are asked about more often do not weigh more).
 *
 * <p>Unknown labels are left out, which is right as long as whether a label is known does not
 * depend on what it is. Labels that annotators chose to give say nothing about κ and must not be
 * observed here.
 */
public final class KappaEstimate {
  private final double[] labels;
  private final double[] present;

  /**
   * Starts from a guess.
   *
   * @param guess κ to begin with, at most {@code classes}
   * @param labelsWorth how many known labels of each class the guess is worth, above 0
   * @param classes K
   */
  public KappaEstimate(double guess, double labelsWorth, int classes) {
    Parameters.require(guess >= 0 && guess <= classes, "kappa", guess, "between 0 and K");
    Parameters.require(labelsWorth > 0, "labels-worth", labelsWorth, "above 0");
    labels = new double[classes];
    present = new double[classes];
    Arrays.fill(labels, labelsWorth);
    Arrays.fill(present, labelsWorth * guess / classes);
  }

  /**
   * A holdout image. One with unknown labels of which none is known absent is left out: somebody
   * named what he saw and looked no further. (Where only a handful of labels an image are known,
   * all of them present by chance, this leaves out too much and κ̂ is low.)
   *
   * @param truth K codes of {@link LabelBatch}
   */
  public void observeHoldout(byte[] truth) {
    boolean unknown = false;
    boolean absent = false;
    for (byte label : truth) {
      unknown |= label == LabelBatch.UNKNOWN;
      absent |= label == LabelBatch.ABSENT;
    }
    if (unknown && !absent) {
      return;
    }
    for (int k = 0; k < truth.length; k++) {
      if (truth[k] != LabelBatch.UNKNOWN) {
        labels[k]++;
        present[k] += truth[k] == LabelBatch.PRESENT ? 1 : 0;
      }
    }
  }

  /** κ̂, between 0 and K. */
  public double kappa() {
    double kappa = 0;
    for (int k = 0; k < labels.length; k++) {
      kappa += present[k] / labels[k];
    }
    return kappa;
  }
}
