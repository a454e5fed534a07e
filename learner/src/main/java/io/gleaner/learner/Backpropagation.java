package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.network.Network;
import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.NonFiniteLogitsException;
import io.gleaner.objective.Objective;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Forward pass, objective on plain arrays, backward pass from the objective's own gradient: the
 * gradients of the network's parameters are left in PyTorch.
 */
final class Backpropagation {
  private final Network network;
  private final LearnerMeters meters;
  private final double[] gradient;
  private final float[] narrow;

  Backpropagation(Network network, int capacity, int classes, LearnerMeters meters) {
    this.network = network;
    this.meters = meters;
    this.gradient = new double[capacity * classes];
    this.narrow = new float[capacity * classes];
  }

  /**
   * Runs one batch; {@link LabelBatch#probabilities()} holds the forward pass's afterwards.
   *
   * @return the loss
   * @throws NonFiniteLogitsException if the network has diverged; no gradient is left then
   */
  double run(TrainingBatch batch, Objective objective) {
    // Not DJL's gradient collector: there can only be one in the JVM, and it multiplies and sums to
    // get a scalar where PyTorch takes the gradient of the logits as it is.
    JniUtils.setGradMode(true);
    try (NDManager step = network.manager().newSubManager()) {
      long begin = meters.now();
      NDArray logits = network.forward(batch.pixels().toArray(step), true).get(0);
      read(logits, batch.labels().logits());
      long forward = meters.forward(begin);
      double loss = objective.evaluate(batch.labels(), gradient);
      long evaluated = meters.objective(forward);
      backward(step, logits);
      meters.backward(evaluated);
      return loss;
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private void backward(NDManager step, NDArray logits) {
    Shape shape = logits.getShape();
    int entries = Math.toIntExact(shape.size());
    for (int i = 0; i < entries; i++) {
      narrow[i] = (float) gradient[i];
    }
    NDArray slope = step.create(FloatBuffer.wrap(narrow, 0, entries), shape);
    JniUtils.backward((PtNDArray) logits, (PtNDArray) slope, false, false);
  }

  private static void read(NDArray logits, double[] into) {
    FloatBuffer floats = logits.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < floats.limit(); i++) {
      into[i] = floats.get(i);
    }
  }
}
