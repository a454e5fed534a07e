package io.gleaner.network;

import java.util.Objects;

/**
 * What a network is made of, as checkpoints record it.
 *
 * @param backbone what makes features of pictures
 * @param head what makes logits of features
 * @param classes K, the number of logits, at least 1
 */
public record NetworkSpec(Backbone backbone, Head head, int classes) {

  public NetworkSpec {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(head, "head");
    if (classes < 1) {
      throw new IllegalArgumentException("a network needs at least one class, not " + classes);
    }
  }

  /**
   * S, the side of the square pictures that the backbone takes, in pixels.
   *
   * @throws IllegalStateException if there is no backbone
   */
  public int inputSize() {
    if (backbone instanceof Backbone.Convolutional pictures) {
      return pictures.inputSize();
    }
    if (backbone instanceof Backbone.TorchScript script) {
      return script.inputSize();
    }
    throw new IllegalStateException(
        "the network has no backbone, so it takes features and no pictures");
  }
}
