package io.gleaner.objective;

/**
 * One logit and what follows from it, with a single exp and at most a single log; reused for every
 * entry of a batch so that nothing is allocated.
 */
final class Entry {
  /** Below this, log(1 + t) is taken from its series: 1 + t would lose t's low digits. */
  private static final double SERIES = 1e-4;

  // max(−x, 0) and max(x, 0), exactly
  private double below;
  private double above;
  private double tail;
  private double softplusOfTail;

  /** σ(x). */
  double p;

  /** 1 − σ(x), exact where σ(x) is near one. */
  double q;

  /** Written by a loss: derivative of the value just returned with respect to the logit. */
  double slope;

  void at(double x) {
    at(x, tail(x));
  }

  /** e^−|x|, all that an entry needs an exp for. */
  static double tail(double x) {
    return Math.exp(-Math.abs(x));
  }

  /** As {@link #at(double)}, with the logit's {@link #tail} from the caller. */
  void at(double x, double t) {
    double magnitude = Math.abs(x);
    double r = 1 / (1 + t);
    below = 0.5 * (magnitude - x);
    above = 0.5 * (magnitude + x);
    tail = t;
    softplusOfTail = -1;
    boolean positive = x >= 0;
    p = positive ? r : t * r;
    q = positive ? t * r : r;
  }

  /** −log σ(x), without overflow. */
  double minusLogP() {
    return tailLog() + below;
  }

  /** −log(1 − σ(x)), without overflow. */
  double minusLogQ() {
    return tailLog() + above;
  }

  private double tailLog() {
    if (softplusOfTail < 0) {
      softplusOfTail = log1p(tail);
    }
    return softplusOfTail;
  }

  /** log(1 + t) for t ≥ 0, to 1e-12 relative; Math.log1p has no intrinsic. */
  static double log1p(double t) {
    return t < SERIES ? t * (1 - t * (0.5 - t * (1 / 3.0 - t * 0.25))) : Math.log(1 + t);
  }

  /** base^exponent for base in [0, 1], without Math.pow where the exponent is a small integer. */
  static double power(double base, double exponent) {
    if (exponent == 0) {
      return 1;
    }
    if (exponent == 1) {
      return base;
    }
    double square = base * base;
    if (exponent == 2) {
      return square;
    }
    if (exponent == 4) {
      return square * square;
    }
    return exponent == 3 ? square * base : Math.pow(base, exponent);
  }
}
