package io.gleaner.network;

import ai.djl.nn.Block;

/**
 * A backbone as a block, and what goes with it.
 *
 * @param block pictures [B, 3, S, S] to a feature map [B, C, h, w]
 * @param prefix of its parameters' names
 * @param pooling of the feature map
 * @param classifier name of the linear layer that published weights have above it
 */
record Trunk(Block block, String prefix, Pooling pooling, String classifier) {

  /**
   * The backbone of this name.
   *
   * @throws IllegalArgumentException if no backbone has this name
   */
  static Trunk byName(String name) {
    return switch (name) {
      case "small" ->
          new Trunk(SmallBackbone.create(), "features.", Pooling.AVERAGE_AND_MAXIMUM, "classifier");
      default ->
          throw new IllegalArgumentException(
              "backbone is '" + name + "', but must be one of: small");
    };
  }
}
