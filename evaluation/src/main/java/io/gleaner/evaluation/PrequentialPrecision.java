package io.gleaner.evaluation;

/**
 * Average precision of predictions as they were when images arrived, against random audits that are
 * answered later (prequential: Dawid 1984; with fading, Gama, Sebastião and Rodrigues 2013). An
 * image weighs 2^(−n/h) once n images came after it. An audit weighs as images do when it is
 * answered; that audits come later and some never is made up for in {@link AuditedScores}, as long
 * as whether one is answered does not depend on what it shows. Not thread-safe.
 */
public final class PrequentialPrecision {
  private final AuditedScores scores;
  private final double fading;

  /**
   * Starts empty.
   *
   * @param classes K
   * @param halfLife h, after how many images one weighs half; at least 1
   */
  public PrequentialPrecision(int classes, double halfLife) {
    if (!(halfLife >= 1)) {
      throw new IllegalArgumentException("half-life " + halfLife + " is below 1 image");
    }
    scores = new AuditedScores(classes);
    fading = Math.pow(0.5, 1 / halfLife);
  }

  /**
   * Takes an image's first scores.
   *
   * @param probabilities at most K, of a model that was not trained on the image
   */
  public void arrived(float[] probabilities) {
    scores.fade(fading);
    scores.scored(probabilities);
  }

  /**
   * Takes the answer to a random audit. Labels that nobody drew at random, and answers to queries
   * that a model chose, do not belong here.
   *
   * @param probability what the class was given when the image arrived
   * @param truth {@link Truth#PRESENT} or {@link Truth#ABSENT}
   * @param propensity chance with which the entry was drawn, in (0, 1]
   */
  public void audited(int label, float probability, byte truth, double propensity) {
    scores.audited(label, probability, truth, propensity);
  }

  /** All that was added, to merge with other partitions' or to write. */
  public AuditedScores scores() {
    return scores;
  }

  public AuditedPrecision precision() {
    return scores.precision();
  }
}
