package io.gleaner.evaluation;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The classes that series are kept of one by one: the most frequent ones. All others are one, so
 * that however many classes there are, the number of series is bounded.
 */
public final class TopClasses {
  /** Name of all classes that are not among the top. */
  public static final String OTHER = "other";

  private final int[] indices;
  private final int classes;

  private TopClasses(int[] indices, int classes) {
    this.indices = indices;
    this.classes = classes;
  }

  /**
   * Chooses.
   *
   * @param counts one a class; of equal ones the lower index goes first
   * @param most how many classes to choose
   */
  public static TopClasses of(double[] counts, int most) {
    int[] indices =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> -counts[k]))
            .limit(most)
            .mapToInt(Integer::intValue)
            .toArray();
    return new TopClasses(indices, counts.length);
  }

  /** Class indices, the most frequent first. */
  public int[] indices() {
    return indices.clone();
  }

  /** The mean over the classes that are not among the top and have a number; NaN if none has. */
  public double meanOfOthers(double[] values) {
    double[] others = values.clone();
    for (int k : indices) {
      others[k] = Double.NaN;
    }
    if (values.length != classes) {
      throw new IllegalArgumentException(
          "expected %d classes, got %d".formatted(classes, values.length));
    }
    return Means.ofNumbers(others);
  }
}
