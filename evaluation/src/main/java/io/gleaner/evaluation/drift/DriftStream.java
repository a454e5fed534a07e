package io.gleaner.evaluation.drift;

/**
 * One of the streams that are watched.
 *
 * @param index class or coordinate; {@link #OVERALL} for all of them
 */
public record DriftStream(Kind kind, int index) {
  public static final int OVERALL = -1;

  /** What is watched. */
  public enum Kind {
    /** The probability that the model gives a class; overall their sum, the expected positives. */
    PREVALENCE,
    /** The cross-entropy of a class's random audits; overall that of all. */
    AUDITED_LOSS,
    /** One coordinate of the projected embedding. */
    EMBEDDING
  }
}
