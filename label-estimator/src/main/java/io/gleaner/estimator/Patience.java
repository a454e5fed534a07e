package io.gleaner.estimator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long all tasks of a process may wait for reference data that is not there yet. What was
 * published comes within milliseconds; what was not, never. So waiting is paid from an account that
 * is full at first, and into which a tenth of the time is paid: records that name what nobody
 * published block a partition for the longest wait once, and then for a tenth of the time at most,
 * however many they are. A transaction, which is shared by all tasks of a thread, outlasts it.
 */
final class Patience {

  private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();
  private static final int SHARE = 10;

  private final Duration longest;
  private final LongSupplier nanoTime;
  private final LongConsumer pause;
  private long account;
  private long paidAt;

  /**
   * A full account.
   *
   * @param longest the longest wait
   * @param nanoTime like {@link System#nanoTime}
   * @param pause returns after so many nanoseconds
   */
  Patience(Duration longest, LongSupplier nanoTime, LongConsumer pause) {
    this.longest = longest;
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.account = longest.toNanos();
    this.paidAt = nanoTime.getAsLong();
  }

  /** Patience in real time. */
  static Patience of(Duration longest) {
    return new Patience(longest, System::nanoTime, LockSupport::parkNanos);
  }

  Duration longest() {
    return longest;
  }

  /** What is found, at once or after a wait; empty if it does not come while the account lasts. */
  <T> Optional<T> await(Supplier<@Nullable T> lookup) {
    T found = lookup.get();
    return found != null ? Optional.of(found) : waitFor(lookup);
  }

  private synchronized <T> Optional<T> waitFor(Supplier<@Nullable T> lookup) {
    long start = nanoTime.getAsLong();
    account = Math.min(longest.toNanos(), account + (start - paidAt) / SHARE);
    long waited = 0;
    T found = null;
    while (found == null && waited < account) {
      pause.accept(POLL_NANOS);
      found = lookup.get();
      waited = nanoTime.getAsLong() - start;
    }
    account -= waited;
    paidAt = start + waited;
    return Optional.ofNullable(found);
  }
}
