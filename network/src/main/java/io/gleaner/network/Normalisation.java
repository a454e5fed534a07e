package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Bytes to the numbers that published weights are trained with: ImageNet's mean 0, deviation 1. */
final class Normalisation {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};
  private static final float MAX_BYTE = 255f;

  private final NDArray scale;
  private final NDArray shift;

  Normalisation(NDManager manager) {
    float[] scales = new float[MEAN.length];
    float[] shifts = new float[MEAN.length];
    for (int c = 0; c < MEAN.length; c++) {
      scales[c] = 1f / (MAX_BYTE * DEVIATION[c]);
      shifts[c] = -MEAN[c] / DEVIATION[c];
    }
    Shape channels = new Shape(1, MEAN.length, 1, 1);
    this.scale = manager.create(scales, channels);
    this.shift = manager.create(shifts, channels);
  }

  /** uint8 [B, 3, S, S] to float32; anything else is taken to be normalised already. */
  NDArray apply(NDArray pixels) {
    return pixels.getDataType() == DataType.UINT8
        ? pixels.toType(DataType.FLOAT32, false).muli(scale).addi(shift)
        : pixels;
  }
}
