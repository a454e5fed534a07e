package io.gleaner.estimator;

/**
 * Where a class's estimate starts: at its observed label, or at the class prior where nobody said
 * anything.
 *
 * @param present probability of a class observed present, in (0, 1)
 * @param absent probability of a class observed absent, in (0, 1)
 */
record StartingPoint(double present, double absent) {

  /** The logit of a class, not rounded. */
  float logit(byte observed, float prior) {
    return switch (observed) {
      case 1 -> (float) logit(present);
      case 2 -> (float) logit(absent);
      default -> prior;
    };
  }

  /** As {@link #logit(byte, float)}, without rounding to float. */
  double exactLogit(byte observed, double prior) {
    return switch (observed) {
      case 1 -> logit(present);
      case 2 -> logit(absent);
      default -> prior;
    };
  }

  /** The probability of an observed class whose estimate has not started. */
  float probability(byte observed) {
    return (float) (observed == Verdict.PRESENT.code() ? present : absent);
  }

  private static double logit(double probability) {
    return Math.log(probability / (1 - probability));
  }
}
