package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.gleaner.network.Network;
import java.util.List;
import java.util.SplittableRandom;

/**
 * From kept features through a linear head, whose gradient is written by hand: dW = Gᵀ X and db =
 * Gᵀ 1 with G = dL/dlogits. Autograd would compute the same and cost more than the multiplication.
 */
final class LinearPass implements Pass {
  private final Network network;
  private final EmbeddingBatch batch;
  private final Weights weight;
  private final Weights bias;
  private final LinearGradient gradient;

  /**
   * Takes the head's two parameters.
   *
   * @param weight [K, F]
   * @param bias [K]
   */
  LinearPass(Network network, EmbeddingBatch batch, Weights weight, Weights bias) {
    this.network = network;
    this.batch = batch;
    this.weight = weight;
    this.bias = bias;
    this.gradient = new LinearGradient(batch.capacity());
  }

  @Override
  public void fill(List<String> ids, SplittableRandom random) {
    batch.fill(ids);
  }

  @Override
  public boolean differentiatedByPyTorch() {
    return false;
  }

  @Override
  public NDArray logits(NDManager step) {
    return network.classify(batch.toArray(step), true);
  }

  @Override
  public void backward(NDManager step, NDArray logits, float[] slope) {
    gradient.weight(slope, batch.matrix(), batch.rows(), weight.gradient(), bias.size());
    LinearGradient.bias(slope, batch.rows(), bias.gradient());
  }
}
