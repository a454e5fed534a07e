package io.gleaner.learner;

/** How the learning rate goes with the step: a factor on the configured rate. */
sealed interface Schedule {

  /**
   * The factor of one step.
   *
   * @param step from 1
   * @return in [0, 1]
   */
  double factor(long step);

  /**
   * The schedule of this name.
   *
   * @param steps over which 1-cycle and cosine run; afterwards they stay at their end
   * @param warmUp steps over which the rate first rises to its full value
   */
  static Schedule of(String name, long steps, long warmUp) {
    return switch (name) {
      case "constant" -> new Constant(warmUp);
      case "cosine" -> new Cosine(steps, warmUp);
      case "one-cycle" -> new OneCycle(steps, warmUp);
      default ->
          throw new IllegalArgumentException(
              "unknown schedule \"" + name + "\": constant, cosine or one-cycle");
    };
  }

  /** Linear warm-up, then the full rate. */
  record Constant(long warmUp) implements Schedule {
    @Override
    public double factor(long step) {
      return step >= warmUp ? 1 : (double) step / warmUp;
    }
  }

  /** Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter, SGDR, Eq. 5). */
  record Cosine(long steps, long warmUp) implements Schedule {
    @Override
    public double factor(long step) {
      return step < warmUp ? (double) step / warmUp : anneal(1, 0, step - warmUp, steps - warmUp);
    }
  }

  /**
   * From 1/25 up to the full rate and down to 1/250,000, both along cosines (Smith and Topin,
   * Super-Convergence; the constants are PyTorch's).
   *
   * @param warmUp length of the way up; 0 takes 30 % of the steps, as PyTorch does
   */
  record OneCycle(long steps, long warmUp) implements Schedule {
    private static final double START = 1 / 25.0;
    private static final double END = START / 1e4;
    private static final double DEFAULT_WARM_UP = 0.3;

    @Override
    public double factor(long step) {
      long up = warmUp > 0 ? warmUp : Math.round(DEFAULT_WARM_UP * steps);
      return step < up ? anneal(START, 1, step, up) : anneal(1, END, step - up, steps - up);
    }
  }

  private static double anneal(double from, double to, long step, long steps) {
    double part = steps <= 0 ? 1 : Math.min(1, (double) step / steps);
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
  }
}
