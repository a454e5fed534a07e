package io.gleaner.learner;

import io.gleaner.protocol.ConfigurationException;
import java.util.Arrays;

/**
 * One update of one parameter from its gradient, on plain arrays: a single pass without
 * temporaries, the same bits on every machine. The moments are the caller's, so that they can be
 * saved.
 */
sealed interface Optimiser {

  /**
   * Updates weights and moments in place.
   *
   * @param first first moment (momentum), as long as the weights, at first 0
   * @param second second moment, as long as the weights, at first 0; SGD leaves it alone
   * @param row how many weights lead to one output: they follow one another
   * @param step how many updates this makes, from 1
   * @param scale every gradient is multiplied by it first (clipping)
   */
  void update(
      float[] weights,
      float[] gradient,
      float[] first,
      float[] second,
      int row,
      long step,
      double learningRate,
      float scale);

  /**
   * The optimiser of this name with its configured constants.
   *
   * @throws ConfigurationException if there is none
   */
  static Optimiser of(OptimiserConfig config) {
    float decay = (float) config.weightDecay();
    float beta1 = (float) config.beta1();
    return switch (config.name()) {
      case "adam" ->
          new Adam(beta1, (float) config.beta2(), (float) config.epsilon(), decay, false);
      case "adamw" ->
          new Adam(beta1, (float) config.beta2(), (float) config.epsilon(), decay, true);
      case "adam-mini" ->
          new AdamMini(beta1, (float) config.beta2(), (float) config.epsilon(), decay);
      case "sgd" -> new Sgd(beta1, decay);
      default ->
          throw new ConfigurationException(
              "gleaner.learner.optimiser.name is '%s', but must be one of: adam, adamw, adam-mini, sgd"
                  .formatted(config.name()));
    };
  }

  /**
   * Adam (Kingma and Ba, Algorithm 1) or, decoupled, AdamW (Loshchilov and Hutter, Decoupled Weight
   * Decay Regularization, Algorithm 2).
   */
  record Adam(float beta1, float beta2, float epsilon, float weightDecay, boolean decoupled)
      implements Optimiser {
    @Override
    public void update(
        float[] weights,
        float[] gradient,
        float[] first,
        float[] second,
        int row,
        long step,
        double learningRate,
        float scale) {
      float stepSize = (float) (learningRate / (1 - Math.pow(beta1, (double) step)));
      float rootCorrection = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) step)));
      float shrink = decoupled ? (float) (1 - learningRate * weightDecay) : 1;
      float coupled = decoupled ? 0 : weightDecay;
      for (int i = 0; i < weights.length; i++) {
        float w = weights[i];
        float g = scale * gradient[i] + coupled * w;
        float m = first[i] + (1 - beta1) * (g - first[i]);
        float v = beta2 * second[i] + (1 - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        weights[i] = shrink * w - stepSize * m / ((float) Math.sqrt(v) * rootCorrection + epsilon);
      }
    }
  }

  /**
   * Adam-mini (Zhang et al., Adam-mini: Use Fewer Learning Rates To Gain More, Algorithm 1): one
   * second moment for all weights of an output, so that weights of features that hardly vary move
   * less than others, as in SGD, while rare classes still move as far as frequent ones. Weight
   * decay is decoupled and leaves biases alone.
   */
  record AdamMini(float beta1, float beta2, float epsilon, float weightDecay) implements Optimiser {
    @Override
    public void update(
        float[] weights,
        float[] gradient,
        float[] first,
        float[] second,
        int row,
        long step,
        double learningRate,
        float scale) {
      double stepSize = learningRate / (1 - Math.pow(beta1, (double) step));
      double rootCorrection = 1 / Math.sqrt(1 - Math.pow(beta2, (double) step));
      float shrink = row > 1 ? (float) (1 - learningRate * weightDecay) : 1;
      for (int from = 0; from < weights.length; from += row) {
        double square = (double) scale * scale * meanSquare(gradient, from, row);
        float v = (float) (beta2 * second[from] + (1 - beta2) * square);
        Arrays.fill(second, from, from + row, v);
        float rate = (float) (stepSize / (Math.sqrt(v) * rootCorrection + epsilon));
        for (int i = from; i < from + row; i++) {
          float m = first[i] + (1 - beta1) * (scale * gradient[i] - first[i]);
          first[i] = m;
          weights[i] = shrink * weights[i] - rate * m;
        }
      }
    }

    private static double meanSquare(float[] gradient, int from, int row) {
      double sum = 0;
      for (int i = from; i < from + row; i++) {
        sum += (double) gradient[i] * gradient[i];
      }
      return sum / row;
    }
  }

  /** SGD with momentum and coupled weight decay, as PyTorch's. */
  record Sgd(float momentum, float weightDecay) implements Optimiser {
    @Override
    public void update(
        float[] weights,
        float[] gradient,
        float[] first,
        float[] second,
        int row,
        long step,
        double learningRate,
        float scale) {
      float rate = (float) learningRate;
      for (int i = 0; i < weights.length; i++) {
        float g = scale * gradient[i] + weightDecay * weights[i];
        float m = momentum * first[i] + g;
        first[i] = m;
        weights[i] -= rate * m;
      }
    }
  }
}
