package io.gleaner.network;

import ai.djl.nn.Block;

/** The backbones that a network can be built on, by name. */
final class Backbones {

  private Backbones() {}

  /**
   * Builds a backbone: [B, 3, S, S] to a feature map [B, C, H, W].
   *
   * @throws IllegalArgumentException if no backbone has this name
   */
  static Block byName(String name) {
    return switch (name) {
      case "small" -> SmallBackbone.create();
      default ->
          throw new IllegalArgumentException(
              "backbone is '" + name + "', but must be one of: small");
    };
  }
}
