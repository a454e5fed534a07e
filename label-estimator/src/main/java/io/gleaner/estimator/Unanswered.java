package io.gleaner.estimator;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The classes of one image that annotators were asked about in vain: by index, until when each is
 * not asked about again. Immutable.
 */
record Unanswered(SortedMap<Integer, Long> until) {

  static final Unanswered NONE = new Unanswered(Collections.emptySortedMap());

  /** For a class that somebody said they cannot tell. */
  static final long FOR_GOOD = Long.MAX_VALUE;

  /** These and another one, without those whose time is over. */
  Unanswered plus(int classIndex, long closedUntil, long now) {
    SortedMap<Integer, Long> more = new TreeMap<>(until);
    more.values().removeIf(end -> end <= now);
    more.merge(classIndex, closedUntil, Math::max);
    return new Unanswered(Collections.unmodifiableSortedMap(more));
  }

  boolean isEmpty() {
    return until.isEmpty();
  }

  /**
   * Observed codes in which these classes look observed, so that only others are asked about.
   *
   * @return the same array if there is nothing to close at this time
   */
  byte[] closing(byte[] observed, long now) {
    if (until.isEmpty()) {
      return observed;
    }
    byte[] closed = observed.clone();
    until.forEach(
        (k, end) -> {
          if (end > now && k < closed.length) {
            closed[k] = Verdict.ABSENT.code();
          }
        });
    return closed;
  }

  void write(RowWriter out) {
    out.number(until.size());
    int before = 0;
    for (var entry : until.entrySet()) {
      out.number(entry.getKey() - before);
      out.number(entry.getValue() == FOR_GOOD ? 0 : entry.getValue());
      before = entry.getKey();
    }
  }

  static Unanswered read(RowReader in) {
    SortedMap<Integer, Long> until = new TreeMap<>();
    int size = in.count();
    int k = 0;
    for (int i = 0; i < size; i++) {
      k += (int) in.number();
      long end = in.number();
      until.put(k, end == 0 ? FOR_GOOD : end);
    }
    return new Unanswered(Collections.unmodifiableSortedMap(until));
  }
}
