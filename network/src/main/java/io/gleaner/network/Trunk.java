package io.gleaner.network;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDManager;
import org.jspecify.annotations.Nullable;

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
   * What a specification names; null if it has no backbone.
   *
   * @param manager closes a TorchScript backbone with itself
   * @throws IllegalArgumentException if no backbone has this name, or a TorchScript one is none
   */
  static @Nullable Trunk of(Backbone backbone, NDManager manager, OperatorScript script) {
    if (backbone instanceof Backbone.Convolutional pictures) {
      return byName(pictures.name());
    }
    if (backbone instanceof Backbone.TorchScript named) {
      Block block = TorchScriptBlock.load((PtNDManager) manager, script, named.sha256());
      return new Trunk(block, "", Pooling.AVERAGE, "classifier");
    }
    return null;
  }

  /**
   * The backbone of this name.
   *
   * @throws IllegalArgumentException if no backbone has this name
   */
  static Trunk byName(String name) {
    return switch (name) {
      case "small" ->
          new Trunk(SmallBackbone.create(), "features.", Pooling.AVERAGE_AND_MAXIMUM, "classifier");
      case "resnet18" -> resnet(ResNet.basic(2, 2, 2, 2));
      case "resnet34" -> resnet(ResNet.basic(3, 4, 6, 3));
      case "resnet50" -> resnet(ResNet.bottleneck(3, 4, 6, 3));
      case "resnet101" -> resnet(ResNet.bottleneck(3, 4, 23, 3));
      case "mobilenet_v2" ->
          new Trunk(MobileNetV2.create(), "features.", Pooling.AVERAGE, "classifier.1");
      default ->
          throw new IllegalArgumentException(
              "backbone is '%s', but must be one of: small, mobilenet_v2, resnet18, resnet34, resnet50, resnet101"
                  .formatted(name));
    };
  }

  private static Trunk resnet(Block block) {
    return new Trunk(block, "", Pooling.AVERAGE, "fc");
  }
}
