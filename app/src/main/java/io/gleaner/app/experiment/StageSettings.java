package io.gleaner.app.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.app.command.UsageException;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.protocol.Configuration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stages' configuration for one training: the defaults, over them {@code experiment.conf}, the
 * data set's figures, and what the command line sets. The environment has no say: a measurement
 * must not depend on it.
 *
 * @param data figures that follow from the data set and the plan, by full key
 * @param given what the command line sets for all objectives, by short or full key
 */
record StageSettings(Map<String, Object> data, Map<String, String> given) {

  /** Keys that options of the command stand for. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "learner.optimiser.learning-rate", "--lr",
          "learner.seed", "--seeds",
          "learner.batch-size", "--batch",
          "learner.objective.name", "--objective",
          "learner.replay.ratio", "--replays",
          "learner.replay.max-bytes", "--buffer");

  /** The configuration of both stages. */
  record Stages(LearnerConfig learner, LabelEstimatorConfig estimator) {}

  /**
   * For one training.
   *
   * @throws io.gleaner.protocol.ConfigurationException if a key or value is wrong
   */
  Stages of(ObjectiveChoice objective, double learningRate, long seed) {
    Map<String, Object> settings = departures();
    settings.putAll(data);
    settings.put("learner.objective.name", objective.name());
    settings.put("learner.optimiser.learning-rate", learningRate);
    settings.put("learner.seed", seed);
    SettingKeys keys = new SettingKeys();
    put(settings, keys, given);
    put(settings, keys, objective.settings());
    Configuration configuration = Configuration.load(Optional.empty(), settings, Map.of());
    return new Stages(
        LearnerConfig.from(configuration.section("learner")),
        LabelEstimatorConfig.from(configuration.section("label-estimator")));
  }

  private static Map<String, Object> departures() {
    Config file = ConfigFactory.parseResources("experiment.conf").resolve().getConfig("gleaner");
    Map<String, Object> settings = new LinkedHashMap<>();
    file.entrySet().forEach(e -> settings.put(e.getKey(), e.getValue().unwrapped()));
    return settings;
  }

  private static void put(
      Map<String, Object> settings, SettingKeys keys, Map<String, String> more) {
    more.forEach(
        (key, text) -> {
          String full = keys.full(key);
          String option = OPTIONS.get(full);
          if (option != null) {
            throw new UsageException("%s cannot be set: give %s".formatted(key, option));
          }
          settings.put(full, SettingKeys.value(key, text));
        });
  }
}
