package io.gleaner.evaluation;

/**
 * Per class, how the scores of present and of absent entries are distributed: average precision of
 * a stream in constant memory (2 · 242 doubles a class), mergeable over partitions, with fading.
 * Not thread-safe.
 *
 * <p>What is lost inside a bin is bounded: {@link BinnedAveragePrecision}.
 *
 * <p><b>Fading</b> divides what came before by a factor: entries weigh {@code f^age}. It is kept as
 * a growing weight of new entries (forward decay, Cormode et al. 2009), so fading costs nothing a
 * bin.
 */
public final class ScoreHistograms {
  /** Weights are scaled back long before they overflow. */
  private static final double MAX_WEIGHT = 0x1p500;

  private final int classes;
  private final double[] present;
  private final double[] absent;
  private double weight = 1;

  /**
   * Starts empty.
   *
   * @param classes K, at least 1
   */
  public ScoreHistograms(int classes) {
    this.classes = classes;
    this.present = new double[classes * ScoreBins.COUNT];
    this.absent = new double[classes * ScoreBins.COUNT];
  }

  /**
   * Adds one image.
   *
   * @param probabilities K, in [0, 1]
   * @param truth K {@link Truth} codes; unknown entries are left out
   */
  public void add(float[] probabilities, byte[] truth) {
    if (probabilities.length != classes || truth.length != classes) {
      throw new IllegalArgumentException(
          "expected %d classes, got %d scores and %d truth codes"
              .formatted(classes, probabilities.length, truth.length));
    }
    for (int k = 0; k < classes; k++) {
      if (truth[k] != Truth.UNKNOWN) {
        double[] side = truth[k] == Truth.PRESENT ? present : absent;
        side[k * ScoreBins.COUNT + ScoreBins.of(probabilities[k])] += weight;
      }
    }
  }

  /**
   * Makes everything added so far weigh less.
   *
   * @param factor in (0, 1]
   */
  public void fade(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("fading factor " + factor + " is not in (0, 1]");
    }
    weight /= factor;
    if (weight > MAX_WEIGHT) {
      scale(present, 1 / weight);
      scale(absent, 1 / weight);
      weight = 1;
    }
  }

  private static void scale(double[] weights, double by) {
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= by;
    }
  }

  /** Adds what another one of as many classes has seen, both as they weigh now. */
  public void merge(ScoreHistograms other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "cannot merge %d classes into %d".formatted(other.classes, classes));
    }
    double ratio = weight / other.weight;
    for (int i = 0; i < present.length; i++) {
      present[i] += other.present[i] * ratio;
      absent[i] += other.absent[i] * ratio;
    }
  }

  /** One class's average precision, as faded; undefined when it has no positive. */
  public BoundedValue averagePrecision(int label) {
    return BinnedAveragePrecision.of(present, absent, label * ScoreBins.COUNT);
  }

  /** Mean over the classes that have positives; undefined when none has. */
  public BoundedValue meanAveragePrecision() {
    double[] lower = new double[classes];
    double[] value = new double[classes];
    double[] upper = new double[classes];
    for (int k = 0; k < classes; k++) {
      BoundedValue one = averagePrecision(k);
      lower[k] = one.lower();
      value[k] = one.value();
      upper[k] = one.upper();
    }
    return new BoundedValue(Means.ofNumbers(lower), Means.ofNumbers(value), Means.ofNumbers(upper));
  }

  /** The faded number of present entries of a class. */
  public double positives(int label) {
    return sum(present, label);
  }

  /** The faded number of absent entries of a class. */
  public double negatives(int label) {
    return sum(absent, label);
  }

  private double sum(double[] weights, int label) {
    double sum = 0;
    for (int i = label * ScoreBins.COUNT; i < (label + 1) * ScoreBins.COUNT; i++) {
      sum += weights[i];
    }
    return sum / weight;
  }
}
