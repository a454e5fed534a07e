package io.gleaner.learner;

import com.typesafe.config.Config;

/**
 * Where κ comes from.
 *
 * @param fromHoldout whether it follows the holdout's labels, from the given κ on
 * @param labelsWorth how many labels of each class the given κ is worth
 */
public record KappaEstimateConfig(boolean fromHoldout, double labelsWorth) {

  /** Refuses values outside their ranges. */
  public KappaEstimateConfig {
    LearnerConfig.require(labelsWorth > 0, "kappa-estimate.labels-worth", "above 0");
  }

  static KappaEstimateConfig from(Config config) {
    return new KappaEstimateConfig(
        config.getBoolean("from-holdout"), config.getDouble("labels-worth"));
  }
}
