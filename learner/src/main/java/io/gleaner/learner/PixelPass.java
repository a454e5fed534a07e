package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.gleaner.network.Network;
import io.gleaner.network.PixelBatch;
import java.util.List;
import java.util.SplittableRandom;

/** From varied pixels through the whole network. */
final class PixelPass implements Pass {
  private final Network network;
  private final ImageSource images;
  private final Augmentation augmentation;
  private final PixelBatch pixels;
  private final byte[] varied;

  PixelPass(Network network, ImageSource images, LearnerConfig config) {
    int side = network.spec().inputSize();
    this.network = network;
    this.images = images;
    this.augmentation = new Augmentation(config.augmentation(), side);
    this.pixels = new PixelBatch(config.batchSize(), side);
    this.varied = new byte[3 * side * side];
  }

  @Override
  public void fill(List<String> ids, SplittableRandom random) {
    pixels.clear();
    for (byte[] decoded : images.pixels(ids)) {
      augmentation.apply(decoded, varied, random);
      pixels.add(varied);
    }
  }

  @Override
  public boolean differentiatedByPyTorch() {
    return true;
  }

  @Override
  public NDArray logits(NDManager step) {
    return network.forward(pixels.toArray(step), true).get(0);
  }

  @Override
  public void backward(NDManager step, NDArray logits, float[] slope) {
    Autograd.backward(step, logits, slope);
  }
}
