package io.gleaner.objective;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * The same comparison in processor time, for machines that others use too: the floor and an
 * objective in turn, each round's ratio, the median of the rounds. Arguments: shape, rounds,
 * objectives.
 */
public final class PairedCpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private PairedCpuTime() {}

  /** Prints one line an objective. */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[1]);
    for (String name : Arrays.copyOfRange(args, 2, args.length)) {
      ObjectiveBenchmark floor = benchmark(args[0], "floor");
      ObjectiveBenchmark objective = benchmark(args[0], name);
      double[] ratios = new double[rounds];
      double[] floors = new double[rounds];
      double keep = 0;
      for (int round = -rounds / 2; round < rounds; round++) {
        long start = THREADS.getCurrentThreadCpuTime();
        keep += floor.evaluate();
        long between = THREADS.getCurrentThreadCpuTime();
        keep += objective.evaluate();
        long end = THREADS.getCurrentThreadCpuTime();
        if (round >= 0) {
          ratios[round] = (end - between) / (double) (between - start);
          floors[round] = (between - start) / 1e3;
        }
      }
      Arrays.sort(ratios);
      Arrays.sort(floors);
      System.out.printf(
          "%-26s %s floor %8.0f us, ratio median %.2f quartiles %.2f %.2f (%s)%n",
          name,
          args[0],
          floors[rounds / 2],
          ratios[rounds / 2],
          ratios[rounds / 4],
          ratios[3 * rounds / 4],
          Double.isFinite(keep));
    }
  }

  private static ObjectiveBenchmark benchmark(String shape, String objective) {
    ObjectiveBenchmark benchmark = new ObjectiveBenchmark();
    benchmark.shape = shape;
    benchmark.objective = objective;
    benchmark.fill();
    return benchmark;
  }
}
