package io.gleaner.objective;

import java.util.Arrays;

/**
 * What an objective reads of a batch: B rows of K classes, row-major ({@code b·K + k}), allocated
 * once for the largest batch and filled anew every step. Not thread-safe.
 */
public final class LabelBatch {
  /** Nobody said. */
  public static final byte UNKNOWN = 0;

  /** Said to be there. */
  public static final byte PRESENT = 1;

  /** Said not to be there. */
  public static final byte ABSENT = 2;

  private final int capacity;
  private final int classes;
  private final double[] logits;
  private final double[] probabilities;
  private final double[] estimates;
  private final byte[] observed;
  private final byte[] pseudo;
  private final Entry entry = new Entry();
  private double[] scratch = new double[0];
  private int size;
  private int epoch = 1;

  /**
   * Allocates for up to {@code capacity} images; the batch starts full.
   *
   * @throws IllegalArgumentException when either is below one or their product beyond an array
   */
  public LabelBatch(int capacity, int classes) {
    if (capacity < 1 || classes < 1 || (long) capacity * classes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch needs at least 1 image and 1 class and at most 2^31 entries, not %d x %d"
              .formatted(capacity, classes));
    }
    this.capacity = capacity;
    this.classes = classes;
    this.size = capacity;
    int entries = capacity * classes;
    logits = new double[entries];
    probabilities = new double[entries];
    estimates = new double[entries];
    observed = new byte[entries];
    pseudo = new byte[entries];
  }

  /** Raw outputs of the network, any finite number. */
  public double[] logits() {
    return logits;
  }

  /** Sigmoid of the logits; written by {@link Objective#evaluate}. */
  public double[] probabilities() {
    return probabilities;
  }

  /** Estimated probability of each label, in [0, 1]; read by objectives that use estimates. */
  public double[] estimates() {
    return estimates;
  }

  /** {@link #UNKNOWN}, {@link #PRESENT} or {@link #ABSENT} for each entry. */
  public byte[] observed() {
    return observed;
  }

  /**
   * Pseudo-labels in the same codes, for objectives that use them; a soft target is the estimate.
   */
  public byte[] pseudo() {
    return pseudo;
  }

  /** Images in the batch now. */
  public int size() {
    return size;
  }

  /** Sets how many of the rows count. */
  public void size(int newSize) {
    if (newSize < 1 || newSize > capacity) {
      throw new IllegalArgumentException(
          "batch size must be 1 to %d, not %d".formatted(capacity, newSize));
    }
    size = newSize;
  }

  /** Classes in the label space. */
  public int classes() {
    return classes;
  }

  /** Pass over the training images, from 1; read by objectives that change as training goes on. */
  public int epoch() {
    return epoch;
  }

  /** Sets the pass; on a stream, images seen divided by images known serves. */
  public void epoch(int newEpoch) {
    epoch = newEpoch;
  }

  int entries() {
    return size * classes;
  }

  Entry entry() {
    return entry;
  }

  /** At least {@code length} doubles of undefined content, kept between evaluations. */
  double[] scratch(int length) {
    if (scratch.length < length) {
      scratch = new double[length];
    }
    return scratch;
  }

  /** Refuses what no objective can work on, before anything is written. */
  void check(double[] gradient) {
    checkLength(gradient);
    for (int i = 0; i < entries(); i++) {
      checkFinite(i);
    }
  }

  void checkLength(double[] gradient) {
    if (gradient.length < entries()) {
      throw new IllegalArgumentException(
          "gradient holds %d entries, the batch %d".formatted(gradient.length, entries()));
    }
  }

  /** For loops that read every logit anyway, to save a pass over memory. */
  void checkFinite(int i) {
    if (!(Math.abs(logits[i]) <= Double.MAX_VALUE)) {
      throw new NonFiniteLogitsException(i / classes, i % classes, logits[i]);
    }
  }

  /** Writes the probabilities, for objectives that work on logits. */
  void fillProbabilities() {
    for (int i = 0; i < entries(); i++) {
      entry.at(logits[i]);
      probabilities[i] = entry.p;
    }
  }

  /** A copy whose later changes do not touch this one; for tests and for reporting. */
  LabelBatch copy() {
    LabelBatch copy = new LabelBatch(size, classes);
    int n = entries();
    System.arraycopy(logits, 0, copy.logits, 0, n);
    System.arraycopy(estimates, 0, copy.estimates, 0, n);
    System.arraycopy(observed, 0, copy.observed, 0, n);
    System.arraycopy(pseudo, 0, copy.pseudo, 0, n);
    copy.epoch = epoch;
    return copy;
  }

  @Override
  public String toString() {
    return "LabelBatch[%d x %d, logits %s]"
        .formatted(size, classes, Arrays.toString(Arrays.copyOf(logits, Math.min(entries(), 20))));
  }
}
