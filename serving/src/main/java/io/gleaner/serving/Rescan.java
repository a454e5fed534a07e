package io.gleaner.serving;

/**
 * How far one partition of {@code samples} is scored again with the newest model: backwards, so
 * that the newest images come first and a deletion is met before what it deletes.
 *
 * <p>A promotion in the middle does not start over, for then the oldest images might never have
 * their turn: the scan goes on from where it is down to the beginning with the new model, then does
 * from the top the part above. Every image is so scored once by the last model. Offsets are
 * half-open, [from, to).
 */
final class Rescan {
  private static final long NONE = -1;

  private final SeenIds seen = new SeenIds();

  /** What lies below is still to do in this turn, down to {@link #floor}. */
  private long cursor = NONE;

  private long floor;

  /** Where the next turn begins; NONE if this is the last. */
  private long nextTop = NONE;

  private long nextFloor;

  boolean active() {
    return cursor != NONE;
  }

  /**
   * A new model is in use.
   *
   * @param top everything before this offset was scored by older models
   */
  void restart(long top) {
    if (active()) {
      nextTop = top;
      nextFloor = cursor;
    } else {
      cursor = top;
      seen.clear();
    }
    floor = 0;
  }

  /** What the live scan meets while this one is active needs no second score. */
  SeenIds seen() {
    return seen;
  }

  /**
   * The offset up to which the next window reaches, exclusive.
   *
   * @throws IllegalStateException unless active
   */
  long windowEnd() {
    if (!active()) {
      throw new IllegalStateException("nothing to scan");
    }
    return cursor;
  }

  /**
   * The offset from which the next window begins.
   *
   * @param beginning the oldest offset there is
   * @param records the window's size
   */
  long windowStart(long beginning, int records) {
    return Math.max(Math.max(floor, beginning), cursor - records);
  }

  /**
   * The window from this offset is done.
   *
   * @param beginning the oldest offset there is
   */
  void done(long from, long beginning) {
    cursor = from;
    if (cursor > Math.max(floor, beginning)) {
      return;
    }
    cursor = nextTop;
    floor = nextFloor;
    nextTop = NONE;
    nextFloor = 0;
    seen.clear();
  }

  /** Offsets still to do; an upper bound. */
  long left() {
    long turn = active() ? cursor - floor : 0;
    return nextTop == NONE ? turn : turn + nextTop - nextFloor;
  }
}
