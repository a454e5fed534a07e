package io.gleaner.estimator;

import io.gleaner.protocol.v1.Role;
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
 * @param arrived whether these are the first scores of an image that audits are drawn from
 * @param answer what was answered to the open query
 * @param conflicts how many more classes sources disagree about
 */
record Outcome(
    Effect effect,
    Row row,
    boolean softLabels,
    boolean tags,
    boolean withdrawn,
    @Nullable Question question,
    boolean arrived,
    @Nullable QueryAnswer answer,
    int conflicts) {

  /** Nothing follows. */
  static Outcome dropped(Effect effect, Row row) {
    return new Outcome(effect, row, false, false, false, null, false, null, 0);
  }

  /** The image is gone; tombstones follow. */
  static Outcome erased(Row marker, boolean withdrawn) {
    return new Outcome(Effect.ERASED, marker, false, false, withdrawn, null, false, null, 0);
  }

  /** The image is gone, and submitted again: what is left replaces what was published. */
  static Outcome remade(Row row, boolean withdrawn) {
    return new Outcome(Effect.ERASED, row, true, true, withdrawn, null, false, null, 0);
  }

  static Outcome said(
      Row row,
      boolean softLabels,
      boolean tags,
      boolean withdrawn,
      @Nullable QueryAnswer answer,
      int conflicts) {
    return new Outcome(
        Effect.SAID, row, softLabels, tags, withdrawn, null, false, answer, conflicts);
  }

  static Outcome trained(Row row, @Nullable Question question) {
    return new Outcome(Effect.TRAINED, row, true, false, false, question, false, null, 0);
  }

  /** The first scores. */
  static Outcome arrived(Row row, @Nullable Question question) {
    boolean audited = row.role() == Role.TRAIN;
    return new Outcome(Effect.SCORED, row, false, true, false, question, audited, null, 0);
  }

  /** Later scores. */
  static Outcome scored(Row row, boolean tags) {
    return new Outcome(Effect.SCORED, row, false, tags, false, null, false, null, 0);
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
