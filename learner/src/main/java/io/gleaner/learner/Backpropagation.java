package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.NonFiniteLogitsException;
import io.gleaner.objective.Objective;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Forward pass, objective on plain arrays, backward pass from the objective's own gradient: the
 * gradients of the parameters are where the pass leaves them.
 */
final class Backpropagation {
  private final NDManager manager;
  private final LearnerMeters meters;
  private final double[] gradient;
  private final float[] narrow;

  /**
   * For batches of up to so many images.
   *
   * @param manager of the network
   */
  Backpropagation(NDManager manager, int capacity, int classes, LearnerMeters meters) {
    this.manager = manager;
    this.meters = meters;
    this.gradient = new double[capacity * classes];
    this.narrow = new float[capacity * classes];
  }

  /**
   * Runs one batch; {@link LabelBatch#probabilities()} holds the forward pass's afterwards.
   *
   * @param pass with the batch's images
   * @return the loss
   * @throws NonFiniteLogitsException if the network has diverged; no gradient is left then
   */
  double run(Pass pass, LabelBatch labels, Objective objective) {
    // Not DJL's gradient collector: there can only be one in the JVM, and it multiplies and sums to
    // get a scalar where PyTorch takes the gradient of the logits as it is.
    JniUtils.setGradMode(pass.differentiatedByPyTorch());
    try (NDManager step = manager.newSubManager()) {
      long begin = meters.now();
      NDArray logits = pass.logits(step);
      read(logits, labels.logits());
      long forward = meters.forward(begin);
      double loss = objective.evaluate(labels, gradient);
      narrow(labels.size() * labels.classes());
      long evaluated = meters.objective(forward);
      pass.backward(step, logits, narrow);
      meters.backward(evaluated);
      return loss;
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private void narrow(int entries) {
    for (int i = 0; i < entries; i++) {
      narrow[i] = (float) gradient[i];
    }
  }

  private static void read(NDArray logits, double[] into) {
    FloatBuffer floats = logits.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < floats.limit(); i++) {
      into[i] = floats.get(i);
    }
  }
}
