package io.gleaner.learner;

import io.gleaner.protocol.ConfigurationException;
import java.util.List;

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
   * @throws ConfigurationException if there is none, or its settings make no sense
   */
  static Schedule of(ScheduleConfig config) {
    return switch (config.name()) {
      case "constant" -> new Constant(config.warmUp());
      case "cosine" -> new Cosine(config.steps(), config.warmUp());
      case "one-cycle" -> new OneCycle(config.steps(), config.warmUp());
      case "steps" -> new Steps(config.milestones(), config.factor(), config.warmUp());
      default ->
          throw new ConfigurationException(
              "gleaner.learner.schedule.name is '%s', but must be one of: constant, cosine, one-cycle, steps"
                  .formatted(config.name()));
    };
  }

  /** Linear warm-up, then the full rate. */
  record Constant(long warmUp) implements Schedule {
    @Override
    public double factor(long step) {
      return step >= warmUp ? 1 : (double) step / warmUp;
    }
  }

  /**
   * Linear warm-up, then the full rate, multiplied by a factor after each milestone (PyTorch's
   * MultiStepLR).
   *
   * @param milestones steps, ascending
   * @param factor in (0, 1]
   */
  record Steps(List<Long> milestones, double factor, long warmUp) implements Schedule {
    public Steps {
      milestones = List.copyOf(milestones);
      if (milestones.isEmpty() || !milestones.equals(milestones.stream().sorted().toList())) {
        throw new ConfigurationException(
            "gleaner.learner.schedule.milestones is %s, but must be ascending steps, at least one"
                .formatted(milestones));
      }
      if (!(factor > 0 && factor <= 1)) {
        throw new ConfigurationException(
            "gleaner.learner.schedule.factor is %s, but must be in (0, 1]".formatted(factor));
      }
    }

    @Override
    public double factor(long step) {
      if (step < warmUp) {
        return (double) step / warmUp;
      }
      int passed = (int) milestones.stream().filter(milestone -> step > milestone).count();
      return Math.pow(factor, passed);
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
