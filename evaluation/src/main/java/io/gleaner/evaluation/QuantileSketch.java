package io.gleaner.evaluation;

import java.util.Map;
import java.util.TreeMap;

/**
 * Quantiles of values that are not negative, such as ages, within 1 % of the true ones, mergeable
 * (DDSketch, Masson, Rim and Lee 2019). At most about 2,300 counters from a thousandth to 10¹⁷, as
 * a rule a few dozen. Not thread-safe.
 */
public final class QuantileSketch {
  /** A quantile's relative error. */
  public static final double ACCURACY = 0.01;

  private static final double BASE = Math.log((1 + ACCURACY) / (1 - ACCURACY));
  private static final double LEAST = 1e-3;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private long zeros;
  private long size;

  /**
   * Adds some.
   *
   * @param value not negative; below a thousandth it counts as 0
   * @param times how often it came
   */
  public void add(double value, long times) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(value + " is no age");
    }
    size += times;
    if (value < LEAST) {
      zeros += times;
    } else {
      counts.merge((int) Math.ceil(Math.log(value) / BASE), times, Long::sum);
    }
  }

  public void merge(QuantileSketch other) {
    size += other.size;
    zeros += other.zeros;
    other.counts.forEach((bin, count) -> counts.merge(bin, count, Long::sum));
  }

  /** How many values were added. */
  public long size() {
    return size;
  }

  /**
   * The value below which a share of the others lies.
   *
   * @param share in [0, 1]
   * @return within {@link #ACCURACY} of the value of that rank; NaN when nothing was added
   */
  public double quantile(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    long rank = (long) (share * (size - 1));
    long seen = zeros;
    if (rank < seen) {
      return 0;
    }
    for (Map.Entry<Integer, Long> bin : counts.entrySet()) {
      seen += bin.getValue();
      if (rank < seen) {
        return Math.exp(bin.getKey() * BASE) * (1 - ACCURACY);
      }
    }
    throw new IllegalArgumentException(share + " is no share");
  }
}
