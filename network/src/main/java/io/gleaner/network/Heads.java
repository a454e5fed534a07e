package io.gleaner.network;

import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;

/** The heads that turn pooled features into logits, by name. */
final class Heads {

  private Heads() {}

  /**
   * Builds a head: [B, F] to [B, K].
   *
   * @throws IllegalArgumentException if no head has this name
   */
  static Block byName(String name, int classes) {
    return switch (name) {
      case "linear" -> Linear.builder().setUnits(classes).build();
      default ->
          throw new IllegalArgumentException("head is '" + name + "', but must be one of: linear");
    };
  }
}
