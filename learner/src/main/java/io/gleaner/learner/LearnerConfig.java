package io.gleaner.learner;

import com.typesafe.config.Config;
import io.gleaner.network.Backbone;
import io.gleaner.protocol.ConfigurationException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The learner's configuration; {@code reference.conf} documents every key and its default.
 *
 * @param kappa how many classes an image shows on average
 * @param averaging decay of the running average of the weights that serving gets, 0 for none
 * @param checkpoints directory that learner and serving share; empty means below the data directory
 * @param maxStaleness how many steps the label-estimator may lag before replay pauses
 * @param maxSteps after which training ends, 0 for never
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param threads PyTorch's threads for one operation, 0 for its own choice
 */
public record LearnerConfig(
    NetworkConfig network,
    Regime regime,
    ObjectiveConfig objective,
    double kappa,
    KappaEstimateConfig kappaEstimate,
    int batchSize,
    ReplayConfig replay,
    OptimiserConfig optimiser,
    ScheduleConfig schedule,
    double averaging,
    AugmentationConfig augmentation,
    CheckpointConfig checkpoint,
    Optional<Path> checkpoints,
    HoldoutConfig holdout,
    long maxStaleness,
    long maxSteps,
    String device,
    int threads,
    long seed) {

  /** Refuses values outside their ranges, and a backbone that the regime cannot train. */
  public LearnerConfig {
    require(kappa >= 0, "kappa", "0 or more");
    require(batchSize >= 1, "batch-size", "at least 1");
    require(averaging >= 0 && averaging < 1, "averaging", "in [0, 1)");
    require(maxStaleness >= 0, "max-staleness", "0 or more");
    require(maxSteps >= 0, "max-steps", "0 or more");
    require(threads >= 0, "threads", "0 or more");
    if (!(regime instanceof Regime.Linear)) {
      requireTrainable(network.backbone());
    }
  }

  private static void requireTrainable(Backbone backbone) {
    if (backbone instanceof Backbone.Features) {
      throw new ConfigurationException(
          "gleaner.learner.network.backbone is features, so there is nothing to fine-tune: set"
              + " gleaner.learner.regime = linear");
    }
    if (backbone instanceof Backbone.TorchScript) {
      throw new ConfigurationException(
          "gleaner.learner.network.backbone is torchscript, which cannot be fine-tuned: set"
              + " gleaner.learner.regime = linear");
    }
  }

  static void require(boolean holds, String key, String range) {
    if (!holds) {
      throw new ConfigurationException("gleaner.learner." + key + " must be " + range);
    }
  }

  /** Whether training ends with this step. */
  boolean isLast(long step) {
    return maxSteps > 0 && step >= maxSteps;
  }

  /** Whether a checkpoint of this step may be served, if the gate lets it through. */
  boolean mayServe(long step) {
    return isLast(step) || step >= checkpoint.first();
  }

  /**
   * Reads the section {@code gleaner.learner}.
   *
   * @throws ConfigurationException if a value is out of range, naming its key
   */
  public static LearnerConfig from(Config section) {
    String checkpoints = section.getString("checkpoints");
    return new LearnerConfig(
        NetworkConfig.from(section.getConfig("network")),
        Regime.from(section),
        ObjectiveConfig.from(section.getConfig("objective")),
        section.getDouble("kappa"),
        KappaEstimateConfig.from(section.getConfig("kappa-estimate")),
        section.getInt("batch-size"),
        ReplayConfig.from(section.getConfig("replay")),
        OptimiserConfig.from(section.getConfig("optimiser")),
        ScheduleConfig.from(section.getConfig("schedule")),
        section.getDouble("averaging"),
        AugmentationConfig.from(section.getConfig("augmentation")),
        CheckpointConfig.from(section.getConfig("checkpoint")),
        checkpoints.isEmpty() ? Optional.empty() : Optional.of(Path.of(checkpoints)),
        HoldoutConfig.from(section.getConfig("holdout")),
        section.getLong("max-staleness"),
        section.getLong("max-steps"),
        section.getString("device"),
        section.getInt("threads"),
        section.getLong("seed"));
  }
}
