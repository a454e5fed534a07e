package io.gleaner.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;

/** The layers that backbones are made of. */
final class Layers {

  private Layers() {}

  /**
   * A square convolution, padded so that stride 1 keeps the size, without bias: batch normalisation
   * takes any away again.
   *
   * @param groups 1, or for a depthwise convolution the number of channels
   */
  static Block convolution(int filters, int kernel, int stride, int groups) {
    int padding = kernel / 2;
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .setFilters(filters)
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(padding, padding))
        .optGroups(groups)
        .optBias(false)
        .build();
  }

  static Block convolution(int filters, int kernel, int stride) {
    return convolution(filters, kernel, stride, 1);
  }
}
