package io.gleaner.learner;

import com.typesafe.config.Config;
import io.gleaner.protocol.ConfigurationException;

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
    boolean classBalanced) {

  /** Refuses values outside their ranges. */
  public ReplayConfig {
    LearnerConfig.require(ratio >= 0, "replay.ratio", "0 or more");
    LearnerConfig.require(minImages >= 0, "replay.min-images", "0 or more");
  }

  static ReplayConfig from(Config config) {
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
      throw new ConfigurationException(
          "gleaner.learner.replay.%s is '%s', but must be one of: %s, %s"
              .formatted(key, value, first, second));
    }
    return value.equals(second);
  }
}
