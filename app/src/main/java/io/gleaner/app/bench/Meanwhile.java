package io.gleaner.app.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits for a counter, and takes its rate. */
final class Meanwhile {

  private static final long LOOK_NANOS = 500_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private Meanwhile() {}

  /** Returns when the counter has reached a value; fails when it stands still for a minute. */
  static void await(LongSupplier counter, long value) {
    long last = -1;
    long moved = System.nanoTime();
    for (long now = counter.getAsLong(); now < value; now = counter.getAsLong()) {
      if (now != last) {
        last = now;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > PATIENCE_NANOS) {
        throw new IllegalStateException(
            "nothing happened for a minute, after %d of %d records".formatted(now, value));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /**
   * What a turn took.
   *
   * @param perSecond records a second
   * @param cpuMicros processor time of the whole process a record, clients and broker included
   */
  record Turn(double perSecond, double cpuMicros) {}

  /** Watches from the first record after now until the counter reaches a value. */
  static Turn turn(LongSupplier counter, long from, long to) {
    await(counter, from + 1);
    long start = System.nanoTime();
    long cpu = cpuNanos();
    double records = to - counter.getAsLong();
    await(counter, to);
    return new Turn(
        records * 1e9 / (System.nanoTime() - start), (cpuNanos() - cpu) / 1e3 / records);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
