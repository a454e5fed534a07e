package io.gleaner.learner;

import com.typesafe.config.Config;

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
    double clipNorm) {

  /** Refuses values outside their ranges. */
  public OptimiserConfig {
    LearnerConfig.require(learningRate >= 0, "optimiser.learning-rate", "0 or more");
    LearnerConfig.require(weightDecay >= 0, "optimiser.weight-decay", "0 or more");
    LearnerConfig.require(beta1 >= 0 && beta1 < 1, "optimiser.beta1", "in [0, 1)");
    LearnerConfig.require(beta2 >= 0 && beta2 < 1, "optimiser.beta2", "in [0, 1)");
    LearnerConfig.require(epsilon >= 0, "optimiser.epsilon", "0 or more");
    LearnerConfig.require(clipNorm >= 0, "optimiser.clip-norm", "0 or more");
  }

  static OptimiserConfig from(Config config) {
    OptimiserConfig read =
        new OptimiserConfig(
            config.getString("name"),
            config.getDouble("learning-rate"),
            config.getDouble("weight-decay"),
            config.getDouble("beta1"),
            config.getDouble("beta2"),
            config.getDouble("epsilon"),
            config.getDouble("clip-norm"));
    // So that a wrong name is refused before anything has begun.
    Optimiser.of(read);
    return read;
  }
}
