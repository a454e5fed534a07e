package io.gleaner.learner;

import com.typesafe.config.ConfigFactory;

/** The documented defaults with what a test changes. */
final class TestConfig {
  private static final String SMALL =
      """
      network.input-size = 32
      kappa = 1.6
      batch-size = 16
      replay { min-images = 64, pixel-cache = 8 MiB }
      schedule.warm-up = 10
      averaging = 0.98
      holdout.min-images = 20
      checkpoint.first = 0
      device = cpu
      threads = 1
      """;

  private TestConfig() {}

  static LearnerConfig with(String settings) {
    return LearnerConfig.from(
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString(SMALL))
            .withFallback(
                ConfigFactory.parseResources("reference.conf").getConfig("gleaner.learner"))
            .resolve());
  }
}
