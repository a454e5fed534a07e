package io.gleaner.learner;

import io.gleaner.network.Backbone;
import io.gleaner.protocol.ConfigurationException;
import java.util.Map;

/** Settings that an experiment has a use for and a learner on a stream has not. */
final class LiveSettings {
  private static final Map<String, String> OBJECTIVES =
      Map.of(
          "vlpl",
          "pseudo-labels of a vision-language model, which no stage makes: without them it is em",
          "large-loss-permanent-correction",
          "labels that stay corrected, which only gleaner experiment keeps: large-loss-temporary-correction corrects batch by batch");

  private LiveSettings() {}

  /**
   * Refuses them.
   *
   * @throws ConfigurationException that says what to set instead
   */
  static void require(LearnerConfig config) {
    if (config.network().backbone() instanceof Backbone.Features) {
      throw new ConfigurationException(
          "gleaner.learner.network.backbone is features, but the learner's samples are pictures: name a backbone, or use gleaner experiment for features");
    }
    String missing = OBJECTIVES.get(config.objective().name());
    if (missing != null) {
      throw new ConfigurationException(
          "gleaner.learner.objective.name is %s, which needs %s"
              .formatted(config.objective().name(), missing));
    }
  }
}
