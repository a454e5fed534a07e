package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;

/** PyTorch's backward pass from a given slope of the logits. */
final class Autograd {
  private Autograd() {}

  /** Leaves gradients in the tensors that the logits were computed from. */
  static void backward(NDManager step, NDArray logits, float[] slope) {
    Shape shape = logits.getShape();
    int entries = Math.toIntExact(shape.size());
    NDArray seed = step.create(FloatBuffer.wrap(slope, 0, entries), shape);
    JniUtils.backward((PtNDArray) logits, (PtNDArray) seed, false, false);
  }
}
