package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.pooling.Pool;

/** How a feature map [B, C, h, w] becomes the features [B, F] of an image. */
enum Pooling {
  /** The mean of each channel, F = C: what published weights are trained with. */
  AVERAGE(1) {
    @Override
    NDArray pool(NDArray map) {
      return Pool.globalAvgPool2d(map);
    }
  },
  /** Mean and maximum of each channel side by side, F = 2C. */
  AVERAGE_AND_MAXIMUM(2) {
    @Override
    NDArray pool(NDArray map) {
      return NDArrays.concat(new NDList(Pool.globalAvgPool2d(map), Pool.globalMaxPool2d(map)), 1);
    }
  };

  private final int featuresPerChannel;

  Pooling(int featuresPerChannel) {
    this.featuresPerChannel = featuresPerChannel;
  }

  abstract NDArray pool(NDArray map);

  int features(long channels) {
    return Math.toIntExact(featuresPerChannel * channels);
  }
}
