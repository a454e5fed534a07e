package io.gleaner.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;

/**
 * Residual networks (He et al., Deep Residual Learning for Image Recognition, 2015, Table 1) up to
 * the last feature map [B, C, S/32, S/32], C = 512 of basic and 2,048 of bottleneck blocks. As
 * torchvision has them: a bottleneck's stride is in its 3×3 convolution.
 */
final class ResNet {

  private static final int STEM = 64;
  private static final int EXPANSION = 4;

  private ResNet() {}

  /** Of two 3×3 convolutions a block, with so many blocks in each of the four stages. */
  static Block basic(int... blocks) {
    return create(1, blocks);
  }

  /** Of 1×1, 3×3 and 1×1 convolutions a block, with so many blocks in each of the four stages. */
  static Block bottleneck(int... blocks) {
    return create(EXPANSION, blocks);
  }

  private static Block create(int expansion, int... blocks) {
    Sequence network =
        new Sequence()
            .with("conv1", Layers.convolution(STEM, 7, 2))
            .with("bn1", new BatchNormalisation())
            .with("relu", InPlaceActivation.relu())
            .with(
                "maxpool", Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
    int in = STEM;
    for (int stage = 0; stage < blocks.length; stage++) {
      int width = STEM << stage;
      int stride = stage == 0 ? 1 : 2;
      network.with("layer" + (stage + 1), stage(in, width, expansion, stride, blocks[stage]));
      in = width * expansion;
    }
    return network;
  }

  private static Block stage(int in, int width, int expansion, int stride, int blocks) {
    Sequence stage = new Sequence().with("0", block(in, width, expansion, stride));
    for (int i = 1; i < blocks; i++) {
      stage.with(String.valueOf(i), block(width * expansion, width, expansion, 1));
    }
    return stage;
  }

  private static Block block(int in, int width, int expansion, int stride) {
    int out = width * expansion;
    Residual block =
        expansion == 1
            ? new Residual()
                .then("1", Layers.convolution(width, 3, stride))
                .then("2", Layers.convolution(width, 3, 1))
            : new Residual()
                .then("1", Layers.convolution(width, 1, 1))
                .then("2", Layers.convolution(width, 3, stride))
                .then("3", Layers.convolution(out, 1, 1));
    return in == out && stride == 1 ? block : block.project(Layers.convolution(out, 1, stride));
  }
}
