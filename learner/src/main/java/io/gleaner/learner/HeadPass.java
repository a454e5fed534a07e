package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.gleaner.network.Network;
import java.util.List;
import java.util.SplittableRandom;

/** From kept features through any head. */
final class HeadPass implements Pass {
  private final Network network;
  private final EmbeddingBatch batch;

  HeadPass(Network network, EmbeddingBatch batch) {
    this.network = network;
    this.batch = batch;
  }

  @Override
  public void fill(List<String> ids, SplittableRandom random) {
    batch.fill(ids);
  }

  @Override
  public boolean differentiatedByPyTorch() {
    return true;
  }

  @Override
  public NDArray logits(NDManager step) {
    return network.classify(batch.toArray(step), true);
  }

  @Override
  public void backward(NDManager step, NDArray logits, float[] slope) {
    Autograd.backward(step, logits, slope);
  }
}
