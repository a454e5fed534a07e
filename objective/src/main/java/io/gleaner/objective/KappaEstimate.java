package io.gleaner.objective;

/**
 * κ, the expected number of present labels an image, estimated as labels come in: from images whose
 * labels are all known, or from random audits of single labels weighted by how likely each was to
 * be drawn (Hájek's ratio estimator). Labels that annotators chose to give say nothing about κ and
 * must not be observed here.
 */
public final class KappaEstimate {
  private double labels;
  private double present;

  /**
   * Starts from a guess.
   *
   * @param guess κ to begin with, at most {@code classes}
   * @param labelsWorth how many known labels the guess is worth, above 0
   * @param classes K
   */
  public KappaEstimate(double guess, double labelsWorth, int classes) {
    Parameters.require(guess >= 0 && guess <= classes, "kappa", guess, "between 0 and K");
    Parameters.require(labelsWorth > 0, "labels-worth", labelsWorth, "above 0");
    labels = labelsWorth;
    present = labelsWorth * guess / classes;
  }

  /** A holdout image: codes of {@link LabelBatch}; unknown ones are left out. */
  public void observeHoldout(byte[] truth) {
    for (byte label : truth) {
      if (label != LabelBatch.UNKNOWN) {
        add(label == LabelBatch.PRESENT, 1);
      }
    }
  }

  /**
   * The answer to a random audit.
   *
   * @param isPresent what was answered
   * @param propensity the chance, in (0, 1], with which this label was asked
   */
  public void observeAudit(boolean isPresent, double propensity) {
    Parameters.require(propensity > 0 && propensity <= 1, "propensity", propensity, "in (0, 1]");
    add(isPresent, 1 / propensity);
  }

  private void add(boolean isPresent, double weight) {
    labels += weight;
    present += isPresent ? weight : 0;
  }

  /** κ for a label space of {@code classes}. */
  public double kappa(int classes) {
    return classes * present / labels;
  }

  /** What a checkpoint must keep. */
  public double[] state() {
    return new double[] {labels, present};
  }

  /** Takes up what {@link #state} gave. */
  public void restore(double[] state) {
    Parameters.require(state.length == 2, "length of the state", state.length, "2");
    labels = state[0];
    present = state[1];
  }
}
