package io.gleaner.evaluation.simulation;

import java.util.SplittableRandom;

/** The numbers below some count in random order (Fisher and Yates). */
final class Permutation {
  private Permutation() {}

  static int[] of(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
