package io.gleaner.estimator;

import java.util.Arrays;

/**
 * The scores and decisions of the last published tags, and how far scoring has come since. May be
 * shorter than the label space. The arrays are shared, not copied: nobody writes into them after
 * construction.
 */
final class Scores {

  private static final int SCALE = 0xFFFF;

  private final short[] probabilities;
  private final boolean[] present;
  private final ModelStep published;
  private final ModelStep latest;
  private final long latestMillis;

  /**
   * @param probabilities of {@link #quantise}, one a class
   * @param present whether the class was published as present
   * @param published the model whose scores these are
   * @param latest the newest model that scored the image; its scores may have been too much the
   *     same to publish
   * @param latestMillis when that model scored it
   */
  Scores(
      short[] probabilities,
      boolean[] present,
      ModelStep published,
      ModelStep latest,
      long latestMillis) {
    this.probabilities = probabilities;
    this.present = present;
    this.published = published;
    this.latest = latest;
    this.latestMillis = latestMillis;
  }

  /** A probability in 16 bits, to 2⁻¹⁷. */
  static short quantise(float probability) {
    return (short) Math.round(probability * SCALE);
  }

  static float probability(short quantised) {
    return (quantised & 0xFFFF) / (float) SCALE;
  }

  int classes() {
    return probabilities.length;
  }

  float probability(int classIndex) {
    return probability(probabilities[classIndex]);
  }

  short[] probabilities() {
    return probabilities;
  }

  /** For how many classes there is a decision: those of the label space when it was made. */
  int decisions() {
    return present.length;
  }

  /** Whether the class was published as present; false for a class never scored. */
  boolean present(int classIndex) {
    return classIndex < present.length && present[classIndex];
  }

  boolean[] present() {
    return present;
  }

  ModelStep published() {
    return published;
  }

  ModelStep latest() {
    return latest;
  }

  long latestMillis() {
    return latestMillis;
  }

  /**
   * Whether a model's scores come after all seen so far: a newer model's do, and so do the same
   * model's when the image got new pixels. A repetition does not.
   */
  boolean precede(ModelStep model, long millis) {
    return model.isNewerThan(latest) || (model.equals(latest) && millis > latestMillis);
  }

  /** These scores, after much the same was said again. */
  Scores confirmedBy(ModelStep model, long millis) {
    return new Scores(probabilities, present, published, model, millis);
  }

  /** These scores under new decisions. */
  Scores decided(boolean[] decisions) {
    return new Scores(probabilities, decisions, published, latest, latestMillis);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scores that
        && Arrays.equals(probabilities, that.probabilities)
        && Arrays.equals(present, that.present)
        && published.equals(that.published)
        && latest.equals(that.latest)
        && latestMillis == that.latestMillis;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(probabilities) + latest.hashCode();
  }

  @Override
  public String toString() {
    return "Scores[%s, latest %s]".formatted(published, latest);
  }
}
