package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * What follows from an event: the new row, and which of its records are to be published. Everything
 * published is a function of the new row.
 *
 * @param row the same object as before if nothing is to be stored
 * @param softLabels whether to publish the row's soft labels
 * @param tags whether to publish the row's tags
 * @param withdrawn whether the open query is answered or void
 * @param question a new query, if the image is worth one
 * @param conflicts how many more classes sources disagree about
 */
record Outcome(
    Effect effect,
    Row row,
    boolean softLabels,
    boolean tags,
    boolean withdrawn,
    @Nullable Question question,
    int conflicts) {

  /** Nothing follows. */
  static Outcome dropped(Effect effect, Row row) {
    return new Outcome(effect, row, false, false, false, null, 0);
  }

  /** The image is gone; tombstones follow. */
  static Outcome erased(Row marker, boolean withdrawn) {
    return new Outcome(Effect.ERASED, marker, false, false, withdrawn, null, 0);
  }

  /** The image is gone, and submitted again: what is left replaces what was published. */
  static Outcome remade(Row row, boolean withdrawn) {
    return new Outcome(Effect.ERASED, row, true, true, withdrawn, null, 0);
  }

  static Outcome said(Row row, boolean softLabels, boolean tags, boolean withdrawn, int conflicts) {
    return new Outcome(Effect.SAID, row, softLabels, tags, withdrawn, null, conflicts);
  }

  static Outcome trained(Row row, @Nullable Question question) {
    return new Outcome(Effect.TRAINED, row, true, false, false, question, 0);
  }

  static Outcome scored(Row row, boolean tags, @Nullable Question question) {
    return new Outcome(Effect.SCORED, row, false, tags, false, question, 0);
  }

  /** Whether tombstones are to be published. */
  boolean erased() {
    return effect == Effect.ERASED && row.deleted();
  }

  /** Whether scores were taken in but too much like the published ones for new tags. */
  boolean suppressed() {
    return effect == Effect.SCORED && !tags;
  }
}
