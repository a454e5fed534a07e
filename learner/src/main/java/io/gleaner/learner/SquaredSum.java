package io.gleaner.learner;

/** The sum of squares in double, the same bits on every machine. */
final class SquaredSum {
  private static final int CHAINS = 8;

  private SquaredSum() {}

  // One chain of additions waits four cycles for each; eight side by side do not.
  static double of(float[] values) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = 0;
    for (; i + CHAINS <= values.length; i += CHAINS) {
      s0 += square(values[i]);
      s1 += square(values[i + 1]);
      s2 += square(values[i + 2]);
      s3 += square(values[i + 3]);
      s4 += square(values[i + 4]);
      s5 += square(values[i + 5]);
      s6 += square(values[i + 6]);
      s7 += square(values[i + 7]);
    }
    for (; i < values.length; i++) {
      s0 += square(values[i]);
    }
    return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  }

  private static double square(float value) {
    return (double) value * value;
  }
}
