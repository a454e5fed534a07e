package io.gleaner.estimator;

import java.util.Locale;

/** What became of an event. Every event that is not rejected has exactly one. */
enum Effect {
  /** Something new was said of the image. */
  SAID,
  /** A TRAIN prediction moved the estimates. */
  TRAINED,
  /** A SCORE prediction was taken in. */
  SCORED,
  /** The image was deleted. */
  ERASED,
  /** A repetition, or an older word of the same source: the row says it all already. */
  UNCHANGED,
  /** A prediction not newer than what the row has seen. */
  NOT_NEWER,
  /** A TRAIN prediction of a holdout image, whose estimates never move. */
  HOLDOUT,
  /** Said or computed before the image was deleted. */
  DELETED;

  /** Whether there is a new row to store. */
  boolean changesRow() {
    return this == SAID || this == TRAINED || this == SCORED || this == ERASED;
  }

  /** Value of the meters' tag. */
  String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
