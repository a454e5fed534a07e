package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * Chooses what to ask about an image: of the classes nobody labelled, the one whose answer is worth
 * most. An answer's worth is the change of the estimate e to be expected from it, which is 1 − e
 * with chance e and e with chance 1 − e, times the class's rarity, one over its prior:
 *
 * <pre>
 * value = 2 e (1 − e) / π
 * </pre>
 *
 * <p>So a row that stands at its priors is worth 2 (1 − π) whatever the class, and a class that the
 * model came to doubt more than that is worth more, the rarer the more.
 */
final class Questions {

  private static final float[] CHANGE = changes();

  private Questions() {}

  private static float[] changes() {
    float[] table = new float[256];
    for (int code = -128; code < 128; code++) {
      float e = Estimates.probability((byte) code);
      table[code & 0xFF] = 2 * e * (1 - e);
    }
    return table;
  }

  /**
   * The image's most telling question, or null if none is worth more than the bar.
   *
   * @param beliefs 8-bit logits, one a class
   * @param observed per class 0 if it may be asked about; at least as long as the beliefs
   * @param priors of the classes; one that they do not know is not asked about
   */
  static @Nullable Question choose(byte[] beliefs, byte[] observed, Priors priors, double bar) {
    int best = -1;
    float most = (float) bar;
    int classes = Math.min(beliefs.length, priors.classes());
    for (int k = 0; k < classes; k++) {
      float value = CHANGE[beliefs[k] & 0xFF] * priors.rarity(k);
      if (value > most && observed[k] == Verdict.UNKNOWN) {
        most = value;
        best = k;
      }
    }
    return best < 0 ? null : Question.chosen(best, most, Estimates.probability(beliefs[best]));
  }
}
