package io.gleaner.learner;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * When and how many checkpoints.
 *
 * @param first steps before the first one that may be served
 * @param steps also after so many steps, 0 for by time alone
 * @param retained how many of the newest stay, and of the newest served ones
 * @param keepEvery every so manieth stays for ever, 0 for none
 */
public record CheckpointConfig(
    Duration interval, long first, long steps, int retained, int keepEvery) {

  /** Refuses values outside their ranges. */
  public CheckpointConfig {
    LearnerConfig.require(!interval.isNegative(), "checkpoint.interval", "0 or more");
    LearnerConfig.require(first >= 0, "checkpoint.first", "0 or more");
    LearnerConfig.require(steps >= 0, "checkpoint.steps", "0 or more");
    LearnerConfig.require(retained >= 1, "checkpoint.retained", "at least 1");
    LearnerConfig.require(keepEvery >= 0, "checkpoint.keep-every", "0 or more");
  }

  static CheckpointConfig from(Config config) {
    return new CheckpointConfig(
        config.getDuration("interval"),
        config.getLong("first"),
        config.getLong("steps"),
        config.getInt("retained"),
        config.getInt("keep-every"));
  }
}
