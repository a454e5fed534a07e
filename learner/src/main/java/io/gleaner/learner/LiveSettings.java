package io.gleaner.learner;

import io.gleaner.network.Backbone;
import io.gleaner.protocol.ConfigurationException;

/** Settings that an experiment has a use for and a learner on a stream has not. */
final class LiveSettings {
  private static final String CORRECTIONS = "large-loss-permanent-correction";

  private LiveSettings() {}

  /**
   * Refuses them.
   *
   * @throws ConfigurationException that says what to set instead
   */
  static void require(LearnerConfig config) {
    if (config.network().backbone() instanceof Backbone.Features) {
      throw new ConfigurationException(
          "gleaner.learner.network.backbone is features, but the learner's samples are pictures:"
              + " name a backbone, or use gleaner experiment for features");
    }
    if (config.objective().name().equals(CORRECTIONS)) {
      throw new ConfigurationException(
          "gleaner.learner.objective.name is %s, which needs labels that stay corrected, and only gleaner experiment keeps them: large-loss-temporary-correction corrects batch by batch"
              .formatted(CORRECTIONS));
    }
  }
}
