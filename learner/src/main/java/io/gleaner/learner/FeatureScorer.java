package io.gleaner.learner;

import io.gleaner.network.InvalidWeightsException;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.OperatorScript;
import io.gleaner.network.Scorer;
import io.gleaner.network.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** Scores many images by their features, with weights that were copied from a training. */
final class FeatureScorer implements AutoCloseable {
  private static final int CHUNK = 512;

  private final Scorer scorer;
  private final int length;
  private final int classes;
  private final ByteBuffer memory;
  private final FloatBuffer floats;
  private final float[] probabilities;

  FeatureScorer(NetworkSpec spec, String device, OperatorScript script, int length) {
    this.scorer = new Scorer(Network.create(spec, device, 0, script));
    this.length = length;
    this.classes = spec.classes();
    this.memory =
        ByteBuffer.allocateDirect(Math.multiplyExact(CHUNK * Float.BYTES, length))
            .order(ByteOrder.nativeOrder());
    this.floats = memory.asFloatBuffer();
    this.probabilities = new float[CHUNK * classes];
  }

  /**
   * Scores features [N, F], row-major.
   *
   * @return probabilities [N, K], row-major
   */
  float[] score(Map<String, Tensor> weights, float[] features) {
    if (features.length % length != 0) {
      throw new IllegalArgumentException(
          "%d features are no whole number of images with %d each"
              .formatted(features.length, length));
    }
    load(weights);
    int images = features.length / length;
    float[] all = new float[Math.multiplyExact(images, classes)];
    for (int from = 0; from < images; from += CHUNK) {
      int count = Math.min(CHUNK, images - from);
      floats.put(0, features, from * length, count * length);
      scorer.classify(memory, count, probabilities);
      System.arraycopy(probabilities, 0, all, from * classes, count * classes);
    }
    return all;
  }

  private void load(Map<String, Tensor> weights) {
    try {
      scorer.load(weights);
    } catch (InvalidWeightsException e) {
      throw new IllegalStateException("a training's own weights do not fit its network", e);
    }
  }

  @Override
  public void close() {
    scorer.close();
  }
}
