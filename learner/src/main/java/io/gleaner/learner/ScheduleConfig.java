package io.gleaner.learner;

import com.typesafe.config.Config;
import java.util.List;

/**
 * How the learning rate goes with the step.
 *
 * @param name {@code constant}, {@code cosine}, {@code one-cycle} or {@code steps}
 * @param steps over which 1-cycle and cosine run; afterwards they stay at their end
 * @param warmUp steps over which the rate first rises to its full value
 * @param milestones after which {@code steps} multiplies the rate by the factor
 */
public record ScheduleConfig(
    String name, long steps, long warmUp, List<Long> milestones, double factor) {

  /** Refuses values outside their ranges. */
  public ScheduleConfig {
    LearnerConfig.require(steps >= 0, "schedule.steps", "0 or more");
    LearnerConfig.require(warmUp >= 0, "schedule.warm-up", "0 or more");
  }

  static ScheduleConfig from(Config config) {
    ScheduleConfig read =
        new ScheduleConfig(
            config.getString("name"),
            config.getLong("steps"),
            config.getLong("warm-up"),
            config.getLongList("milestones"),
            config.getDouble("factor"));
    // So that a wrong name is refused before anything has begun.
    Schedule.of(read);
    return read;
  }
}
