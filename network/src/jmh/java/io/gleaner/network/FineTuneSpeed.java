package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/**
 * Forward and backward passes at 224×224, batch 16, 80 classes, here and in Python's PyTorch, in
 * turn about, in processor time, for machines that others use too. Arguments: backbone, threads,
 * rounds, Python, {@code fine_tune_reference.py}. Prints each round and the median of the rounds'
 * ratios, theirs over ours, with its quartiles; above 1 we are faster.
 */
public final class FineTuneSpeed {

  private static final int BATCH = 16;
  private static final int SIDE = 224;
  private static final int CLASSES = 80;
  private static final int STEPS = 2;

  private final Network network;
  private final PixelBatch pixels = new PixelBatch(BATCH, SIDE);
  private final float[] slope = new float[BATCH * CLASSES];

  private FineTuneSpeed(Network network) {
    this.network = network;
    Random random = new Random(1);
    byte[] chw = new byte[3 * SIDE * SIDE];
    while (!pixels.isFull()) {
      random.nextBytes(chw);
      pixels.add(chw);
    }
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (float) (1e-3 * random.nextGaussian());
    }
  }

  /** Prints one line a round and one for all. */
  public static void main(String[] args) throws IOException {
    Backbone backbone = new Backbone.Convolutional(args[0], SIDE);
    NetworkSpec spec = new NetworkSpec(backbone, new Head.Linear(), CLASSES);
    try (Network network = Network.create(spec, "cpu", 1);
        PythonReference python = new PythonReference(args[3], args[4], args[0], args[1])) {
      JniUtils.setNumThreads(Integer.parseInt(args[1]));
      double[] ratios = ratios(new FineTuneSpeed(network), python, Integer.parseInt(args[2]));
      Arrays.sort(ratios);
      int n = ratios.length;
      System.out.printf(
          "%s, %s threads: ratio median %.3f quartiles %.3f %.3f, %d rounds of %d steps%n",
          args[0], args[1], ratios[n / 2], ratios[n / 4], ratios[3 * n / 4], n, STEPS);
    }
  }

  private static double[] ratios(FineTuneSpeed ours, PythonReference python, int rounds)
      throws IOException {
    double[] ratios = new double[rounds];
    for (int round = -2; round < rounds; round++) {
      double here = ours.seconds();
      double there = python.seconds(STEPS);
      System.out.printf("%d: ours %.3f s, theirs %.3f s%n", round, here, there);
      if (round >= 0) {
        ratios[round] = there / here;
      }
    }
    return ratios;
  }

  /** Of processor time, the virtual machine's own work included, a step. */
  private double seconds() {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begin = process.getProcessCpuTime();
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    return (process.getProcessCpuTime() - begin) / 1e9 / STEPS;
  }

  private void step() {
    JniUtils.setGradMode(true);
    try (NDManager step = network.manager().newSubManager()) {
      NDArray logits = network.forward(pixels.toArray(step), true).get(0);
      NDArray gradient = step.create(slope, new Shape(BATCH, CLASSES));
      JniUtils.backward((PtNDArray) logits, (PtNDArray) gradient, false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
    for (Parameter parameter : network.parameters().values()) {
      if (parameter.requiresGradient()) {
        JniUtils.zeroGrad((PtNDArray) parameter.getArray());
      }
    }
  }
}
