package io.gleaner.learner;

import io.gleaner.network.Network;
import io.gleaner.network.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From the gradients of one backward pass to new weights: global-norm clipping (Pascanu et al., On
 * the difficulty of training recurrent neural networks, Algorithm 1), learning-rate schedule,
 * optimiser, running average.
 */
final class WeightUpdate {
  private final List<Weights> weights = new ArrayList<>();
  private final Optimiser optimiser;
  private final Schedule schedule;
  private final double learningRate;
  private final double clipNorm;
  private final double averaging;
  private long updates;

  WeightUpdate(Network network, LearnerConfig config) {
    network.parameters().forEach((name, parameter) -> weights.add(new Weights(name, parameter)));
    this.optimiser = Optimiser.of(config.optimiser());
    this.schedule =
        Schedule.of(
            config.schedule().name(), config.schedule().steps(), config.schedule().warmUp());
    this.learningRate = config.optimiser().learningRate();
    this.clipNorm = config.optimiser().clipNorm();
    this.averaging = config.averaging();
  }

  /**
   * Takes the gradients over and, if they are finite, updates every weight.
   *
   * @return the gradient's norm before clipping; if it is not finite, nothing was updated
   */
  double apply() {
    double squares = 0;
    for (Weights w : weights) {
      squares += w.trained() ? w.readGradient() : 0;
    }
    double norm = Math.sqrt(squares);
    if (Double.isFinite(norm)) {
      updates++;
      update(clipNorm > 0 && norm > clipNorm ? (float) (clipNorm / norm) : 1);
    }
    return norm;
  }

  private void update(float scale) {
    double rate = learningRate();
    double decay = Math.min(averaging, (1.0 + updates) / (10.0 + updates));
    for (Weights w : weights) {
      if (w.trained()) {
        w.update(optimiser, updates, rate, scale);
      }
      w.average(averaging > 0 ? decay : 0);
    }
  }

  /** The rate of the newest update. */
  double learningRate() {
    return learningRate * schedule.factor(updates);
  }

  /** How many updates were made. */
  long updates() {
    return updates;
  }

  /** The averaged weights under the network's names. */
  Map<String, Tensor> averaged() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(w -> tensors.put(w.name(), w.averaged()));
    return tensors;
  }

  /** Weights, averages and moments. */
  Map<String, Tensor> save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(w -> w.save(tensors));
    return tensors;
  }

  /** Continues from what {@link #save} gave, after so many updates. */
  void restore(Map<String, Tensor> tensors, long updatesMade) {
    weights.forEach(w -> w.restore(tensors));
    updates = updatesMade;
  }
}
