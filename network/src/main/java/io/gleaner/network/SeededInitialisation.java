package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Normal weights from a seed, drawn in Java so that they are the same on every device. */
final class SeededInitialisation {

  private static final double OUTPUT_DEVIATION = 0.01;

  private final Random random;

  SeededInitialisation(long seed) {
    this.random = new Random(seed);
  }

  /** Layers before a ReLU, weights [out, in, ...]: He et al. 2015, Eq. 10, σ = √(2 / fan-in). */
  Initializer rectified() {
    return normal(shape -> Math.sqrt(2.0 * shape.get(0) / shape.size()));
  }

  /** The last layer: σ = 0.01, so that training starts from nearly equal scores. */
  Initializer output() {
    return normal(shape -> OUTPUT_DEVIATION);
  }

  /** Learnt queries: σ = 1. */
  Initializer standard() {
    return normal(shape -> 1);
  }

  /** Layers of a transformer, weights [out, in]: Glorot and Bengio 2010, Eq. 16, as a normal. */
  Initializer xavier() {
    return normal(shape -> Math.sqrt(2.0 / (shape.get(0) + shape.get(1))));
  }

  private Initializer normal(ToDoubleFunction<Shape> deviation) {
    return (manager, shape, type) -> draw(manager, shape, type, deviation.applyAsDouble(shape));
  }

  private NDArray draw(NDManager manager, Shape shape, DataType type, double deviation) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return manager.create(values, shape).toType(type, false);
  }
}
