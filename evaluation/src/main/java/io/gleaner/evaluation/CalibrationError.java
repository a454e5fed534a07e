package io.gleaner.evaluation;

/**
 * Expected calibration error of probabilities, entry by entry: in bins of equal width, how far the
 * mean probability lies from the share that is present, weighted by entries (Guo et al., On
 * Calibration of Modern Neural Networks, Eq. 3, for two classes). Accumulates; not thread-safe.
 */
public final class CalibrationError {
  /** As published. */
  public static final int DEFAULT_BINS = 15;

  private final double[] probabilities;
  private final long[] present;
  private final long[] entries;

  /**
   * Starts empty.
   *
   * @param bins how many, at least 1
   */
  public CalibrationError(int bins) {
    probabilities = new double[bins];
    present = new long[bins];
    entries = new long[bins];
  }

  /**
   * Adds entries of any shape.
   *
   * @param scores probabilities in [0, 1]
   * @param truth {@link Truth} codes, same length; unknown entries are left out
   */
  public void add(float[] scores, byte[] truth) {
    if (scores.length != truth.length) {
      throw new IllegalArgumentException(
          scores.length + " probabilities but " + truth.length + " truth codes");
    }
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] == Truth.UNKNOWN) {
        continue;
      }
      if (!(scores[i] >= 0 && scores[i] <= 1)) {
        throw new IllegalArgumentException(scores[i] + " is no probability");
      }
      int bin = Math.min((int) (scores[i] * (double) entries.length), entries.length - 1);
      probabilities[bin] += scores[i];
      present[bin] += truth[i] == Truth.PRESENT ? 1 : 0;
      entries[bin]++;
    }
  }

  /** Adds what another one of as many bins has seen. */
  public void merge(CalibrationError other) {
    if (other.entries.length != entries.length) {
      throw new IllegalArgumentException(
          "cannot merge %d bins into %d".formatted(other.entries.length, entries.length));
    }
    for (int bin = 0; bin < entries.length; bin++) {
      probabilities[bin] += other.probabilities[bin];
      present[bin] += other.present[bin];
      entries[bin] += other.entries[bin];
    }
  }

  /** In [0, 1]; NaN when nothing was added. */
  public double value() {
    double error = 0;
    for (int bin = 0; bin < entries.length; bin++) {
      error += Math.abs(probabilities[bin] - present[bin]);
    }
    return error / entries();
  }

  /** How many known entries were added. */
  public long entries() {
    long sum = 0;
    for (long count : entries) {
      sum += count;
    }
    return sum;
  }
}
