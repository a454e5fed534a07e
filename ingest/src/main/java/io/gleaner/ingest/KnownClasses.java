package io.gleaner.ingest;

import io.gleaner.protocol.LabelSpace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The newest label space, followed as it grows: looked at again every second at most, and once more
 * a batch when a submission names a class that is not in it yet. For one thread.
 */
final class KnownClasses {

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<Optional<LabelSpace>> topic;
  private final Clock clock;
  private LabelSpace newest = LabelSpace.of(List.of());
  private Instant readAt = Instant.MIN;
  private boolean mayReread;

  /**
   * Follows a topic.
   *
   * @param topic reads the label space as it is now; empty while there is none
   */
  KnownClasses(Supplier<Optional<LabelSpace>> topic, Clock clock) {
    this.topic = topic;
    this.clock = clock;
  }

  /** Begins a batch; false while there are no classes at all. */
  boolean ready() {
    mayReread = true;
    if (newest.size() == 0 || clock.instant().isAfter(readAt.plus(FRESH))) {
      read();
    }
    return newest.size() > 0;
  }

  LabelSpace newest() {
    return newest;
  }

  /**
   * Reads again if this batch has not yet; a flood of wrong names costs one look.
   *
   * @return whether there are more classes than before
   */
  boolean grew() {
    if (!mayReread) {
      return false;
    }
    mayReread = false;
    int before = newest.size();
    read();
    return newest.size() > before;
  }

  private void read() {
    readAt = clock.instant();
    topic.get().ifPresent(space -> newest = space);
  }
}
