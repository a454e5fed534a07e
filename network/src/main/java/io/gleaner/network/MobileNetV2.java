package io.gleaner.network;

import ai.djl.nn.Block;

/**
 * MobileNetV2 of width 1 (Sandler et al. 2018, Table 2) up to the last feature map [B, 1280, S/32,
 * S/32], as torchvision has it.
 */
final class MobileNetV2 {

  private static final int STEM = 32;
  private static final int LAST = 1280;

  /** Table 2: expansion, output channels, blocks, stride of the first one. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1},
  };

  private MobileNetV2() {}

  static Block create() {
    int index = 0;
    Sequence network = new Sequence().with(String.valueOf(index++), convolution(STEM, 3, 2, 1));
    int in = STEM;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++) {
        int stride = i == 0 ? stage[3] : 1;
        network.with(String.valueOf(index++), inverted(in, stage[0], stage[1], stride));
        in = stage[1];
      }
    }
    return network.with(String.valueOf(index), convolution(LAST, 1, 1, 1));
  }

  /** The place of a stage's first block in {@link #create}'s sequence. */
  static int firstBlock(int stage) {
    int index = 1;
    for (int before = 0; before < stage; before++) {
      index += STAGES[before][2];
    }
    return index;
  }

  /** An inverted residual: expand, filter each channel for itself, project without ReLU. */
  private static Block inverted(int in, int expansion, int out, int stride) {
    int width = in * expansion;
    int index = 0;
    Sequence path = new Sequence();
    if (expansion > 1) {
      path.with(String.valueOf(index++), convolution(width, 1, 1, 1));
    }
    path.with(String.valueOf(index++), convolution(width, 3, stride, width))
        .with(String.valueOf(index++), Layers.convolution(out, 1, 1))
        .with(String.valueOf(index), new BatchNormalisation());
    return new InvertedResidual(path, stride == 1 && in == out);
  }

  /** Convolution, batch normalisation, ReLU6. */
  private static Block convolution(int filters, int kernel, int stride, int groups) {
    return new Sequence()
        .with("0", Layers.convolution(filters, kernel, stride, groups))
        .with("1", new BatchNormalisation())
        .with("2", InPlaceActivation.relu6());
  }
}
