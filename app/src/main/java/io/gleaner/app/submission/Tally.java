package io.gleaner.app.submission;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what was sent and what was skipped. Safe to use from several threads. */
final class Tally {

  private static final int LISTED = 20;

  private final List<Skip> first = new ArrayList<>();
  private final Map<Skip.Reason, Long> byReason = new EnumMap<>(Skip.Reason.class);
  private long sent;
  private long skipped;

  synchronized void sent() {
    sent++;
  }

  synchronized void skipped(Skip skip) {
    skipped++;
    byReason.merge(skip.reason(), 1L, Long::sum);
    if (first.size() < LISTED) {
      first.add(skip);
    }
  }

  synchronized long sentCount() {
    return sent;
  }

  synchronized long skippedCount() {
    return skipped;
  }

  synchronized long done() {
    return sent + skipped;
  }

  /** The closing lines: the first skips each, then all by reason. */
  synchronized List<String> report() {
    List<String> lines = new ArrayList<>();
    first.forEach(skip -> lines.add("skipped " + skip));
    if (skipped > first.size()) {
      lines.add("... and %d more".formatted(skipped - first.size()));
      byReason.forEach((reason, n) -> lines.add("%8d %s".formatted(n, reason.text())));
    }
    lines.add("%d sent, %d skipped".formatted(sent, skipped));
    return lines;
  }
}
