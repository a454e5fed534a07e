package io.gleaner.estimator;

import io.gleaner.protocol.v1.Role;
import java.util.List;

/**
 * What was said of an image, and when. All of it commutes: the events may come in any order and
 * more than once.
 *
 * @param deletedAt time of the last deletion, or {@link #NEVER}: what was said until then is gone
 * @param latestEvent time of the newest label event, or {@link #NEVER}
 * @param latestHoldout time of the newest label event that made it a holdout image, or {@link
 *     #NEVER}
 */
record Sayings(long deletedAt, long latestEvent, long latestHoldout, Ledger ledger) {

  /** Before all time; every event's time is 0 or later. */
  static final long NEVER = -1;

  static final Sayings NONE = deletedAt(NEVER);

  /** Nothing, since a deletion. */
  static Sayings deletedAt(long millis) {
    return new Sayings(millis, NEVER, NEVER, Ledger.EMPTY);
  }

  /** These and what a label event says. */
  Sayings plus(List<Word> words, long millis, Role role) {
    return new Sayings(
        deletedAt,
        Math.max(latestEvent, millis),
        role == Role.HOLDOUT ? Math.max(latestHoldout, millis) : latestHoldout,
        ledger.plus(words));
  }

  /** What is left of these when the image is deleted: what was said later, but came earlier. */
  Sayings after(long deletion) {
    if (latestEvent <= deletion) {
      return deletedAt(deletion);
    }
    long holdout = latestHoldout > deletion ? latestHoldout : NEVER;
    return new Sayings(deletion, latestEvent, holdout, ledger.after(deletion));
  }
}
