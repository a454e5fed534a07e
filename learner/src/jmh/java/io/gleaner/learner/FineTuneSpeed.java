package io.gleaner.learner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The learner's whole fine-tuning step against the same in Python's PyTorch, in turn about.
 * Arguments: backbone, optimiser (adam or sgd), threads, rounds, Python, {@code
 * fine_tune_reference.py}. Prints each round and the median of the rounds' ratios, theirs over
 * ours, with its quartiles; above 1 we are faster. Processor time is given beside wall-clock time,
 * for machines that others use too.
 */
public final class FineTuneSpeed {
  private static final int STEPS = 2;
  private static final int WARM_UP = 3;

  private FineTuneSpeed() {}

  /** Prints one line a round and three for all. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("fine-tune-speed");
    try (FineTuneSteps ours =
            new FineTuneSteps(args[0], args[1], Integer.parseInt(args[2]), directory);
        PythonReference theirs = new PythonReference(args[4], args[5], args[0], args[1], args[2])) {
      System.out.printf("%s, %s, %s threads%n", args[0], args[1], args[2]);
      race(ours, theirs, Integer.parseInt(args[3]));
    } finally {
      DurableFiles.delete(directory);
    }
  }

  private static void race(FineTuneSteps ours, PythonReference theirs, int rounds)
      throws IOException {
    ours.time(WARM_UP);
    theirs.time(WARM_UP);
    double[] wall = new double[rounds];
    double[] processor = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      StepTime here = ours.time(STEPS);
      StepTime there = theirs.time(STEPS);
      System.out.printf("%d: ours %s, theirs %s%n", round, here, there);
      wall[round] = there.wall() / here.wall();
      processor[round] = there.processor() / here.processor();
    }
    System.out.printf("wall-clock     %s%n", summary(wall));
    System.out.printf("processor time %s%n", summary(processor));
    System.out.printf("milliseconds of our step:%s%n", ours.parts());
  }

  private static String summary(double[] ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return "theirs / ours median %.3f quartiles %.3f %.3f of %d rounds of %d steps"
        .formatted(sorted[n / 2], sorted[n / 4], sorted[3 * n / 4], n, STEPS);
  }
}
