package io.gleaner.objective;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The same comparison in processor time, for machines that others use too: the floor and an
 * objective in turn, each round's ratio, the median of the rounds; and the bytes that the objective
 * allocated a round. Arguments: shape, rounds, objectives; a process an objective, or the loops of
 * one are compiled for all.
 */
public final class PairedCpuTime {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
      long thread = Thread.currentThread().getId();
      long allocated = 0;
      for (int round = -rounds / 2; round < rounds; round++) {
        long start = THREADS.getCurrentThreadCpuTime();
        keep += floor.evaluate();
        long between = THREADS.getCurrentThreadCpuTime();
        keep += objective.evaluate();
        long end = THREADS.getCurrentThreadCpuTime();
        if (round == 0) {
          allocated = THREADS.getThreadAllocatedBytes(thread);
        }
        if (round >= 0) {
          ratios[round] = (end - between) / (double) (between - start);
          floors[round] = (between - start) / 1e3;
        }
      }
      allocated = THREADS.getThreadAllocatedBytes(thread) - allocated;
      Arrays.sort(ratios);
      Arrays.sort(floors);
      System.out.printf(
          "%-26s %s floor %8.0f us, ratio median %.2f quartiles %.2f %.2f, %d B (%s)%n",
          name,
          args[0],
          floors[rounds / 2],
          ratios[rounds / 2],
          ratios[rounds / 4],
          ratios[3 * rounds / 4],
          allocated / rounds,
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
