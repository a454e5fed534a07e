package io.gleaner.learner;

import com.typesafe.config.Config;

/**
 * The promotion gate.
 *
 * @param minImages with fewer holdout images, checkpoints are served without a gate
 * @param tolerance mAP points by which a candidate may be worse than the best recent one
 * @param rollbackAfter rejected in a row after which training goes back, 0 for never
 * @param thresholdPositives a class with fewer known positives gets no threshold of its own
 * @param maxBytes bound of the holdout images kept
 */
public record HoldoutConfig(
    int minImages, double tolerance, int rollbackAfter, int thresholdPositives, long maxBytes) {

  /** Refuses values outside their ranges. */
  public HoldoutConfig {
    LearnerConfig.require(minImages >= 0, "holdout.min-images", "0 or more");
    LearnerConfig.require(rollbackAfter >= 0, "holdout.rollback-after", "0 or more");
    LearnerConfig.require(thresholdPositives >= 0, "holdout.threshold-positives", "0 or more");
  }

  static HoldoutConfig from(Config config) {
    return new HoldoutConfig(
        config.getInt("min-images"),
        config.getDouble("tolerance"),
        config.getInt("rollback-after"),
        config.getInt("threshold-positives"),
        config.getBytes("max-bytes"));
  }
}
