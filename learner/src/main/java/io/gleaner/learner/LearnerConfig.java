package io.gleaner.learner;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /**
   * Where κ comes from.
   *
   * @param fromHoldout whether it follows the holdout's labels, from the given κ on
   * @param labelsWorth how many labels of each class the given κ is worth
   */
  public record KappaEstimateConfig(boolean fromHoldout, double labelsWorth) {}

  /**
   * What is trained on again.
   *
   * @param ratio replays for each arrival while images arrive
   * @param idle whether to go on with replays alone when nothing arrives
   * @param minImages how many images are wanted before the first step, unless no more come
   * @param maxBytes bound of the training images kept
   * @param pixelCache bound of decoded pixels in memory, in bytes
   * @param featureCache bound of features in memory, in bytes
   * @param labelCache bound of label rows in memory, in bytes
   * @param classAware whether replayed images are drawn class by class
   * @param classBalanced whether images of rare classes stay longer when not all fit
   */
  public record ReplayConfig(
      double ratio,
      boolean idle,
      int minImages,
      long maxBytes,
      long pixelCache,
      long featureCache,
      long labelCache,
      boolean classAware,
      boolean classBalanced) {}

  /**
   * How weights follow gradients.
   *
   * @param name {@code adam}, {@code adamw}, {@code adam-mini} or {@code sgd} (with momentum {@code
   *     beta1})
   * @param clipNorm bound of the gradient's norm over all parameters, 0 for none
   */
  public record OptimiserConfig(
      String name,
      double learningRate,
      double weightDecay,
      double beta1,
      double beta2,
      double epsilon,
      double clipNorm) {}

  /**
   * How the learning rate goes with the step.
   *
   * @param name {@code constant}, {@code cosine}, {@code one-cycle} or {@code steps}
   * @param steps over which 1-cycle and cosine run; afterwards they stay at their end
   * @param warmUp steps over which the rate first rises to its full value
   * @param milestones after which {@code steps} multiplies the rate by the factor
   */
  public record ScheduleConfig(
      String name, long steps, long warmUp, List<Long> milestones, double factor) {}

  /**
   * How training images are varied.
   *
   * @param shift largest shift as a part of the side
   */
  public record AugmentationConfig(boolean flip, double shift) {}

  /**
   * When and how many checkpoints.
   *
   * @param first steps before the first one that may be served
   * @param steps also after so many steps, 0 for by time alone
   * @param retained how many of the newest stay, and of the newest served ones
   * @param keepEvery every so manieth stays for ever, 0 for none
   */
  public record CheckpointConfig(
      Duration interval, long first, long steps, int retained, int keepEvery) {}

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
      int minImages, double tolerance, int rollbackAfter, int thresholdPositives, long maxBytes) {}

  /** Whether training ends with this step. */
  boolean isLast(long step) {
    return maxSteps > 0 && step >= maxSteps;
  }

  /** Whether a checkpoint of this step may be served, if the gate lets it through. */
  boolean mayServe(long step) {
    return isLast(step) || step >= checkpoint.first();
  }

  /** Reads the section {@code gleaner.learner}. */
  public static LearnerConfig from(Config section) {
    String checkpoints = section.getString("checkpoints");
    return new LearnerConfig(
        NetworkConfig.from(section.getConfig("network")),
        Regime.from(section),
        ObjectiveConfig.from(section.getConfig("objective")),
        section.getDouble("kappa"),
        kappaEstimate(section.getConfig("kappa-estimate")),
        section.getInt("batch-size"),
        replay(section.getConfig("replay")),
        optimiser(section.getConfig("optimiser")),
        schedule(section.getConfig("schedule")),
        section.getDouble("averaging"),
        augmentation(section.getConfig("augmentation")),
        checkpoint(section.getConfig("checkpoint")),
        checkpoints.isEmpty() ? Optional.empty() : Optional.of(Path.of(checkpoints)),
        holdout(section.getConfig("holdout")),
        section.getLong("max-staleness"),
        section.getLong("max-steps"),
        section.getString("device"),
        section.getInt("threads"),
        section.getLong("seed"));
  }

  private static KappaEstimateConfig kappaEstimate(Config config) {
    return new KappaEstimateConfig(
        config.getBoolean("from-holdout"), config.getDouble("labels-worth"));
  }

  private static ReplayConfig replay(Config config) {
    return new ReplayConfig(
        config.getDouble("ratio"),
        config.getBoolean("idle"),
        config.getInt("min-images"),
        config.getBytes("max-bytes"),
        config.getBytes("pixel-cache"),
        config.getBytes("feature-cache"),
        config.getBytes("label-cache"),
        isSecond(config, "sampler", "uniform", "class-aware"),
        isSecond(config, "keep", "uniform", "class-balanced"));
  }

  private static boolean isSecond(Config config, String key, String first, String second) {
    String value = config.getString(key);
    if (!value.equals(first) && !value.equals(second)) {
      throw new IllegalArgumentException(
          "gleaner.learner.replay.%s is '%s', but must be one of: %s, %s"
              .formatted(key, value, first, second));
    }
    return value.equals(second);
  }

  private static OptimiserConfig optimiser(Config config) {
    return new OptimiserConfig(
        config.getString("name"),
        config.getDouble("learning-rate"),
        config.getDouble("weight-decay"),
        config.getDouble("beta1"),
        config.getDouble("beta2"),
        config.getDouble("epsilon"),
        config.getDouble("clip-norm"));
  }

  private static ScheduleConfig schedule(Config config) {
    return new ScheduleConfig(
        config.getString("name"),
        config.getLong("steps"),
        config.getLong("warm-up"),
        config.getLongList("milestones"),
        config.getDouble("factor"));
  }

  private static AugmentationConfig augmentation(Config config) {
    return new AugmentationConfig(config.getBoolean("flip"), config.getDouble("shift"));
  }

  private static CheckpointConfig checkpoint(Config config) {
    return new CheckpointConfig(
        config.getDuration("interval"),
        config.getLong("first"),
        config.getLong("steps"),
        config.getInt("retained"),
        config.getInt("keep-every"));
  }

  private static HoldoutConfig holdout(Config config) {
    return new HoldoutConfig(
        config.getInt("min-images"),
        config.getDouble("tolerance"),
        config.getInt("rollback-after"),
        config.getInt("threshold-positives"),
        config.getBytes("max-bytes"));
  }
}
