package io.gleaner.learner;

import java.util.SplittableRandom;

/** Which images of the replay buffer a batch takes. */
sealed interface Sampler permits Sampler.Uniform, ClassAware {

  /**
   * Draws distinct slots.
   *
   * @param size how many slots there are
   * @param count how many to draw; at most {@code size}
   * @return {@code count} distinct slots in [0, size)
   */
  int[] draw(int size, int count, SplittableRandom random);

  /**
   * Every set of images equally likely (Floyd's algorithm; Bentley and Floyd, A Sample of
   * Brilliance, 1987).
   */
  record Uniform() implements Sampler {
    @Override
    public int[] draw(int size, int count, SplittableRandom random) {
      int[] drawn = new int[count];
      for (int i = 0, top = size - count; i < count; i++, top++) {
        int candidate = random.nextInt(top + 1);
        drawn[i] = contains(drawn, i, candidate) ? top : candidate;
      }
      return drawn;
    }
  }

  /** Whether a slot was drawn already. Batches are small: a linear look is faster than a set. */
  static boolean contains(int[] drawn, int filled, int slot) {
    for (int i = 0; i < filled; i++) {
      if (drawn[i] == slot) {
        return true;
      }
    }
    return false;
  }
}
