package io.gleaner.serving;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands models from the thread that loads them to the one thread that scores with them. The scoring
 * thread changes models only between two batches, so none is ever closed in use and no request
 * meets a half-changed one.
 */
final class ModelSlot {
  private final AtomicReference<@Nullable Model> offered = new AtomicReference<>();
  private volatile @Nullable ServedVersion inUse;
  // Only the scoring thread reads and writes it.
  private @Nullable Model current;

  /** Called by the loading thread: the slot closes the model when its time is over. */
  void offer(Model model) {
    Model unused = offered.getAndSet(model);
    if (unused != null) {
      unused.close();
    }
  }

  /** Called by the scoring thread between batches: the newest model, or null before the first. */
  @Nullable Model current() {
    Model next = offered.getAndSet(null);
    if (next != null) {
      if (current != null) {
        current.close();
      }
      current = next;
      inUse = next.version();
    }
    return current;
  }

  /** The version being scored with, seen from any thread; null before the first. */
  @Nullable ServedVersion inUse() {
    return inUse;
  }

  /** Called once the scoring thread has ended. */
  void close() {
    Model last = current();
    if (last != null) {
      last.close();
    }
    current = null;
    inUse = null;
  }
}
