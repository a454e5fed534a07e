package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Seconds of one forward and backward pass at 224×224, batch 16, 80 classes, here and in Python's
 * PyTorch, in turn about: {@code FineTuneSpeed resnet18 THREADS ROUNDS PYTHON SCRIPT}. Prints each
 * round and the median ratio (above 1: we are faster) with its quartiles.
 */
final class FineTuneSpeed {

  private static final int BATCH = 16;
  private static final int SIDE = 224;
  private static final int CLASSES = 80;
  private static final int STEPS = 2;

  private FineTuneSpeed() {}

  public static void main(String[] args) throws IOException {
    String backbone = args[0];
    int rounds = Integer.parseInt(args[2]);
    Process python =
        new ProcessBuilder(args[3], args[4], backbone, args[1])
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8));
        Writer questions =
            new OutputStreamWriter(python.getOutputStream(), StandardCharsets.UTF_8);
        Network network =
            Network.create(
                new NetworkSpec(
                    new Backbone.Convolutional(backbone, SIDE), new Head.Linear(), CLASSES),
                "cpu",
                1)) {
      JniUtils.setNumThreads(Integer.parseInt(args[1]));
      answers.readLine();
      PixelBatch batch = batch();
      float[] slope = slope();
      double[] ratios = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        long cpu = cpuTime();
        double seconds = seconds(network, batch, slope);
        double ours = (cpuTime() - cpu) / 1e9 / STEPS;
        questions.write(STEPS + "\n");
        questions.flush();
        String[] answer = answers.readLine().split(" ");
        double theirs = Double.parseDouble(answer[1]);
        System.out.printf(
            "%s: CPU time ours %.3f s, theirs %.3f s, ratio %.3f; wall clock %.3f s, %s s%n",
            round < 0 ? "warm-up" : "round " + round,
            ours,
            theirs,
            theirs / ours,
            seconds,
            answer[0]);
        if (round >= 0) {
          ratios[round] = theirs / ours;
        }
      }
      Arrays.sort(ratios);
      System.out.printf(
          "%s, %s threads: ratio %.3f (quartiles %.3f to %.3f, %d rounds of %d steps)%n",
          backbone,
          args[1],
          ratios[rounds / 2],
          ratios[rounds / 4],
          ratios[3 * rounds / 4],
          rounds,
          STEPS);
    }
  }

  private static double seconds(Network network, PixelBatch batch, float[] slope) {
    long begin = System.nanoTime();
    for (int i = 0; i < STEPS; i++) {
      JniUtils.setGradMode(true);
      try (NDManager step = network.manager().newSubManager()) {
        NDArray logits = network.forward(batch.toArray(step), true).get(0);
        NDArray gradient = step.create(slope, new Shape(BATCH, CLASSES));
        JniUtils.backward((PtNDArray) logits, (PtNDArray) gradient, false, false);
      } finally {
        JniUtils.setGradMode(false);
      }
      network.parameters().values().stream()
          .filter(p -> p.requiresGradient())
          .forEach(p -> JniUtils.zeroGrad((PtNDArray) p.getArray()));
    }
    return (System.nanoTime() - begin) / 1e9 / STEPS;
  }

  private static long cpuTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static PixelBatch batch() {
    PixelBatch batch = new PixelBatch(BATCH, SIDE);
    Random random = new Random(1);
    byte[] chw = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < BATCH; i++) {
      random.nextBytes(chw);
      batch.add(chw);
    }
    return batch;
  }

  private static float[] slope() {
    Random random = new Random(2);
    float[] slope = new float[BATCH * CLASSES];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (float) (1e-3 * random.nextGaussian());
    }
    return slope;
  }
}
