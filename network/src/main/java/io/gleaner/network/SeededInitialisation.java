package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.Random;

/**
 * Normal weights from a seed, drawn in Java so that they are the same on every device.
 * Convolutions: He et al. 2015, Eq. 10, σ = √(2 / fan-in). Linear heads: σ = 0.01, so that training
 * starts from nearly equal scores.
 */
final class SeededInitialisation implements Initializer {

  private static final double HEAD_DEVIATION = 0.01;
  private static final int CONVOLUTION_DIMENSIONS = 4;

  private final Random random;

  SeededInitialisation(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
    boolean convolution = shape.dimension() == CONVOLUTION_DIMENSIONS;
    double deviation = convolution ? Math.sqrt(2.0 * shape.get(0) / shape.size()) : HEAD_DEVIATION;
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return manager.create(values, shape).toType(dataType, false);
  }
}
