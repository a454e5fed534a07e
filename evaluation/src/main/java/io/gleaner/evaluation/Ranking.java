package io.gleaner.evaluation;

import java.util.Arrays;

/**
 * The known entries of one class (or image), best score first, equal scores grouped.
 *
 * <p>An entry is one long: its score's bits made to order like the score, then whether it is
 * present. Sorting primitives costs no comparator and no allocation per entry.
 */
final class Ranking {
  private static final long PRESENT_BIT = 1L;

  private final long[] keys;
  private final int positives;

  private Ranking(long[] keys, int positives) {
    this.keys = keys;
    this.positives = positives;
  }

  /**
   * Ranks what is known.
   *
   * @param scores any finite or infinite scores; NaN under a known truth is refused
   * @param truth {@link Truth} codes, same length
   */
  static Ranking of(float[] scores, byte[] truth) {
    if (scores.length != truth.length) {
      throw new IllegalArgumentException(
          scores.length + " scores but " + truth.length + " truth codes");
    }
    long[] keys = new long[scores.length];
    int known = 0;
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (truth[i] == Truth.UNKNOWN) {
        continue;
      }
      boolean present = truth[i] == Truth.PRESENT;
      keys[known++] = key(scores[i], i) | (present ? PRESENT_BIT : 0);
      positives += present ? 1 : 0;
    }
    Arrays.sort(keys, 0, known);
    return new Ranking(Arrays.copyOf(keys, known), positives);
  }

  private static long key(float score, int index) {
    if (Float.isNaN(score)) {
      throw new IllegalArgumentException("score " + index + " is NaN; check the model's output");
    }
    int bits = Float.floatToIntBits(score + 0.0f); // + 0.0f: −0 and 0 are the same score
    int ordered = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
    return (long) ordered << 32;
  }

  int positives() {
    return positives;
  }

  /** Calls the visitor once for each distinct score, best first. */
  void forEachScore(Visitor visitor) {
    int hits = 0;
    for (int i = keys.length - 1; i >= 0; ) {
      long score = keys[i] >> 32;
      while (i >= 0 && keys[i] >> 32 == score) {
        hits += (int) (keys[i] & PRESENT_BIT);
        i--;
      }
      visitor.visit(toFloat((int) score), keys.length - 1 - i, hits);
    }
  }

  private static float toFloat(int ordered) {
    return Float.intBitsToFloat(ordered >= 0 ? ordered : ordered ^ Integer.MAX_VALUE);
  }

  interface Visitor {
    /**
     * Takes one distinct score.
     *
     * @param score the group's score
     * @param predicted how many entries score at least that
     * @param hits how many of those are present
     */
    void visit(float score, int predicted, int hits);
  }
}
