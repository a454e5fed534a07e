package io.gleaner.learner;

import com.typesafe.config.Config;

/**
 * How training images are varied.
 *
 * @param shift largest shift as a part of the side
 */
public record AugmentationConfig(boolean flip, double shift) {

  /** Refuses values outside their ranges. */
  public AugmentationConfig {
    LearnerConfig.require(shift >= 0 && shift <= 1, "augmentation.shift", "in [0, 1]");
  }

  static AugmentationConfig from(Config config) {
    return new AugmentationConfig(config.getBoolean("flip"), config.getDouble("shift"));
  }
}
