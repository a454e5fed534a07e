package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.network.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One parameter or running statistic of the network in training: its values, and for a parameter
 * gradient and moments, as plain arrays beside the tensor that PyTorch works on. On the CPU that
 * tensor lives in a buffer of ours, so that writing it is one copy; elsewhere it is copied over.
 */
final class Weights {
  private final String name;
  private final NDArray tensor;
  private final boolean trained;
  private final @Nullable FloatBuffer memory;
  private final float[] values;
  private final float[] gradient;
  private final float[] first;
  private final float[] second;
  private final float[] average;

  Weights(String name, Parameter parameter) {
    this.name = name;
    this.tensor = parameter.getArray();
    this.trained = parameter.requiresGradient();
    this.values = tensor.toFloatArray();
    this.gradient = new float[trained ? values.length : 0];
    this.first = new float[gradient.length];
    this.second = new float[gradient.length];
    this.average = values.clone();
    this.memory = tensor.getDevice().isGpu() ? null : ownMemory();
    tensor.setRequiresGradient(trained);
  }

  // The tensor takes a direct buffer as its memory and keeps it alive.
  private FloatBuffer ownMemory() {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    FloatBuffer floats = buffer.asFloatBuffer();
    floats.put(0, values);
    tensor.set(buffer);
    return floats;
  }

  String name() {
    return name;
  }

  /** Whether gradients move it; false for running statistics. */
  boolean trained() {
    return trained;
  }

  /** How many values it has. */
  int size() {
    return values.length;
  }

  /** Where a gradient written by hand goes; as long as the values. */
  float[] gradient() {
    return gradient;
  }

  /** Takes the gradient over from PyTorch and clears it there. */
  void readGradient() {
    PtNDArray parameter = (PtNDArray) tensor;
    try (NDArray handle = parameter.getGradient()) {
      if (memory == null) {
        System.arraycopy(handle.toFloatArray(), 0, gradient, 0, gradient.length);
      } else {
        handle.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().get(gradient);
      }
    }
    JniUtils.zeroGrad(parameter);
  }

  /** The sum of the gradient's squares; not finite if an entry is not. */
  double squaredGradient() {
    return SquaredSum.of(gradient);
  }

  /** Forgets the moments. */
  void resetMoments() {
    Arrays.fill(first, 0);
    Arrays.fill(second, 0);
  }

  /** Moves the values along the gradient read last. */
  void update(Optimiser optimiser, long update, double learningRate, float scale) {
    optimiser.update(values, gradient, first, second, row(), update, learningRate, scale);
    write();
  }

  // A matrix or kernel has a row an output; of a vector, every entry is its own.
  private int row() {
    long[] shape = shape();
    return shape.length > 1 ? (int) (values.length / shape[0]) : 1;
  }

  /**
   * Moves the running average towards the values.
   *
   * @param decay what it keeps of itself; with 0 it is the values
   */
  void average(double decay) {
    if (!trained) {
      readValues();
    }
    if (decay == 0) {
      System.arraycopy(values, 0, average, 0, values.length);
      return;
    }
    float part = (float) (1 - decay);
    for (int i = 0; i < average.length; i++) {
      average[i] += part * (values[i] - average[i]);
    }
  }

  private void readValues() {
    if (memory == null) {
      System.arraycopy(tensor.toFloatArray(), 0, values, 0, values.length);
    } else {
      memory.get(0, values);
    }
  }

  private void write() {
    if (memory == null) {
      try (NDArray copy =
          tensor.getManager().create(values, new Shape(tensor.getShape().getShape()))) {
        copy.copyTo(tensor);
      }
    } else {
      memory.put(0, values);
    }
  }

  /** What is trained. */
  Tensor current() {
    if (!trained) {
      readValues();
    }
    return Tensor.of(values, shape());
  }

  /** What serving gets. */
  Tensor averaged() {
    return Tensor.of(average, shape());
  }

  /** Adds all that a resume needs, under prefixed names. */
  void save(Map<String, Tensor> into) {
    if (!trained) {
      readValues();
    }
    into.put("values." + name, Tensor.of(values, shape()));
    into.put("average." + name, Tensor.of(average, shape()));
    if (trained) {
      into.put("first." + name, Tensor.of(first, shape()));
      into.put("second." + name, Tensor.of(second, shape()));
    }
  }

  /** Whether its values are those that {@link #save} wrote. */
  boolean isIn(Map<String, Tensor> saved) {
    return current().equals(saved.get("values." + name));
  }

  /**
   * Takes over what {@link #save} wrote. Where the label space has grown since, the new classes'
   * rows stay as they are.
   *
   * @throws IllegalArgumentException if a tensor is missing or does not fit
   */
  void restore(Map<String, Tensor> from) {
    fill(values, "values.", from);
    fill(average, "average.", from);
    if (trained) {
      fill(first, "first.", from);
      fill(second, "second.", from);
    }
    write();
  }

  private void fill(float[] target, String prefix, Map<String, Tensor> from) {
    Tensor saved = from.get(prefix + name);
    if (saved == null || !GrownWeights.fits(saved.shape(), shape())) {
      throw new IllegalArgumentException(
          "the checkpoint has no %s%s that fits %s".formatted(prefix, name, tensor.getShape()));
    }
    float[] floats = saved.toFloats();
    System.arraycopy(floats, 0, target, 0, floats.length);
  }

  private long[] shape() {
    return tensor.getShape().getShape();
  }
}
