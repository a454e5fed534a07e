package io.gleaner.network;

import java.util.Objects;

/**
 * What a network is made of, as checkpoints record it.
 *
 * @param backbone name of the convolutional part: {@code small}
 * @param head name of the part that turns features into logits: {@code linear}
 * @param classes K, the number of logits, at least 1
 * @param inputSize S, the side of the square input in pixels, at least 16
 */
public record NetworkSpec(String backbone, String head, int classes, int inputSize) {

  /** Largest input side taken; past it a batch would not fit in memory in any sensible setup. */
  private static final int MAX_INPUT_SIZE = 2_048;

  private static final int MIN_INPUT_SIZE = 16;

  public NetworkSpec {
    Objects.requireNonNull(backbone, "backbone");
    Objects.requireNonNull(head, "head");
    if (classes < 1) {
      throw new IllegalArgumentException("a network needs at least one class, not " + classes);
    }
    if (inputSize < MIN_INPUT_SIZE || inputSize > MAX_INPUT_SIZE) {
      throw new IllegalArgumentException(
          "input size is %d pixels, but must be between %d and %d"
              .formatted(inputSize, MIN_INPUT_SIZE, MAX_INPUT_SIZE));
    }
  }
}
