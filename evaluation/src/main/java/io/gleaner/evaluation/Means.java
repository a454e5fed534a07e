package io.gleaner.evaluation;

/** Means that leave undefined values out. */
final class Means {
  private Means() {}

  /** The mean of what is not NaN; NaN when nothing is left. */
  static double ofNumbers(double[] values) {
    double sum = 0;
    int count = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
