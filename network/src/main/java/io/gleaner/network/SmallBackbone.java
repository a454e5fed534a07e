package io.gleaner.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.pooling.Pool;

/**
 * A plain convolutional network small enough to be trained from nothing on a laptop's CPU: a
 * strided stem and three stages of 3×3 convolution, batch normalisation, ReLU. Input [B, 3, S, S],
 * output feature map [B, 128, S/16, S/16].
 */
final class SmallBackbone {

  private static final int[] WIDTHS = {24, 48, 96, 128};

  private SmallBackbone() {}

  static Block create() {
    Sequence features = new Sequence();
    features.with("0", convolution(WIDTHS[0], 5, 2));
    for (int stage = 1; stage < WIDTHS.length; stage++) {
      features.with("pool" + stage, Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      features.with(String.valueOf(stage), convolution(WIDTHS[stage], 3, 1));
    }
    return features;
  }

  /** Convolution, batch normalisation, ReLU; children {@code 0} and {@code 1} as in torchvision. */
  private static Block convolution(int filters, int kernel, int stride) {
    return new Sequence()
        .with("0", Layers.convolution(filters, kernel, stride))
        .with("1", new BatchNormalisation())
        .with("2", InPlaceActivation.relu());
  }
}
