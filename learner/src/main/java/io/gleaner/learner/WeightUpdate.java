package io.gleaner.learner;

import io.gleaner.network.Network;
import io.gleaner.network.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From the gradients of one backward pass to new weights: global-norm clipping (Pascanu et al., On
 * the difficulty of training recurrent neural networks, Algorithm 1), learning-rate schedule,
 * optimiser, running average.
 */
final class WeightUpdate {
  private static final int WORTH_SHARING = 16;

  private final List<Weights> weights = new ArrayList<>();
  private final Set<String> head;
  private List<Weights> moving;
  private final Optimiser optimiser;
  private final Schedule schedule;
  private final double learningRate;
  private final double clipNorm;
  private final double averaging;
  private final boolean severalThreads;
  private long updates;

  WeightUpdate(Network network, LearnerConfig config) {
    network.parameters().forEach((name, parameter) -> weights.add(new Weights(name, parameter)));
    this.head = network.headParameters().keySet();
    this.moving = weights;
    this.optimiser = Optimiser.of(config.optimiser());
    this.schedule = Schedule.of(config.schedule());
    this.learningRate = config.optimiser().learningRate();
    this.clipNorm = config.optimiser().clipNorm();
    this.averaging = config.averaging();
    this.severalThreads = config.threads() != 1 && !network.manager().getDevice().isGpu();
  }

  /** Trains the head alone from now on, or everything. */
  void freezeBackbone(boolean frozen) {
    moving = frozen ? weights.stream().filter(w -> head.contains(w.name())).toList() : weights;
    settleBackbone();
  }

  // What a frozen backbone makes of images must be what serving's makes of them.
  private void settleBackbone() {
    if (moving != weights) {
      weights.stream().filter(w -> !head.contains(w.name())).forEach(w -> w.average(0));
    }
  }

  /** Whether other weights of this network have the same averaged backbone. */
  boolean sharesBackbone(Map<String, Tensor> other) {
    return weights.stream()
        .filter(w -> !head.contains(w.name()))
        .allMatch(w -> w.averaged().equals(other.get(w.name())));
  }

  /** Whether what {@link #save} gave has the backbone of now. */
  boolean restoresBackbone(Map<String, Tensor> saved) {
    return weights.stream().filter(w -> !head.contains(w.name())).allMatch(w -> w.isIn(saved));
  }

  /** Begins optimiser and schedule anew; weights and their running average go on. */
  void restartOptimiser() {
    weights.forEach(Weights::resetMoments);
    updates = 0;
  }

  /** The one parameter of the head whose name ends so. */
  Weights ofHead(String suffix) {
    List<Weights> found =
        weights.stream().filter(w -> head.contains(w.name()) && w.name().endsWith(suffix)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException("the head has %d of %s".formatted(found.size(), suffix));
    }
    return found.get(0);
  }

  /**
   * Updates every weight that is trained now, if all gradients are finite.
   *
   * @param fromPyTorch whether the gradients are in PyTorch's tensors; else {@link
   *     Weights#gradient()} holds them already
   * @return the gradient's norm before clipping; if it is not finite, nothing was updated
   */
  double apply(boolean fromPyTorch) {
    if (fromPyTorch) {
      moving.stream().filter(Weights::trained).forEach(Weights::readGradient);
    }
    double norm = Math.sqrt(squaredGradient());
    if (Double.isFinite(norm)) {
      updates++;
      update(clipNorm > 0 && norm > clipNorm ? (float) (clipNorm / norm) : 1);
    }
    return norm;
  }

  private double squaredGradient() {
    // an array, as the order of the additions must not depend on the threads
    double[] squares =
        moving().filter(Weights::trained).mapToDouble(Weights::squaredGradient).toArray();
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return sum;
  }

  private void update(float scale) {
    double rate = learningRate();
    double decay = Math.min(averaging, (1.0 + updates) / (10.0 + updates));
    double kept = averaging > 0 ? decay : 0;
    moving()
        .forEach(
            w -> {
              if (w.trained()) {
                w.update(optimiser, updates, rate, scale);
              }
              w.average(kept);
            });
  }

  // Each parameter by itself, so that the threads change no bit. A few are done sooner by one.
  private Stream<Weights> moving() {
    boolean parallel = severalThreads && moving.size() >= WORTH_SHARING;
    return parallel ? moving.parallelStream() : moving.stream();
  }

  /** The rate of the newest update. */
  double learningRate() {
    return learningRate * schedule.factor(updates);
  }

  /** How many updates were made. */
  long updates() {
    return updates;
  }

  /** The weights as they are, under the network's names. */
  Map<String, Tensor> current() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(w -> tensors.put(w.name(), w.current()));
    return tensors;
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
    settleBackbone();
  }
}
