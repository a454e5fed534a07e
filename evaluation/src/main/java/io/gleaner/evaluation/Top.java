package io.gleaner.evaluation;

import java.util.Arrays;

/** The best-scored known classes of an image. */
final class Top {
  private Top() {}

  /**
   * Marks the best ones; the lower index goes first among equals.
   *
   * @param count how many, at most as many as are known
   * @param chosen overwritten
   */
  static void choose(float[] scores, byte[] truth, int count, boolean[] chosen) {
    Arrays.fill(chosen, false);
    for (int n = 0; n < count; n++) {
      int best = -1;
      for (int k = 0; k < scores.length; k++) {
        if (truth[k] != Truth.UNKNOWN && !chosen[k] && (best < 0 || scores[k] > scores[best])) {
          best = k;
        }
      }
      if (best < 0) {
        return;
      }
      chosen[best] = true;
    }
  }
}
