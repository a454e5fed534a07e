package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * Chooses what to ask about an image: of the classes nobody labelled, the one with the largest H(e)
 * · −log₂ π. An even chance about a rare class is worth most; what is certain or common, little.
 *
 * @param minValue a question worth less is not asked
 */
record Questions(double minValue) {

  private static final float[] ENTROPY = entropies();

  private static float[] entropies() {
    float[] table = new float[256];
    for (int code = -128; code < 128; code++) {
      table[code & 0xFF] = (float) entropy(Estimates.probability((byte) code));
    }
    return table;
  }

  private static double entropy(double p) {
    return -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
  }

  /**
   * The image's most telling question, or null if none is worth asking.
   *
   * @param beliefs 8-bit logits, one a class
   * @param observed per class 0 unknown, 1 present, 2 absent; at least as long as the beliefs
   */
  @Nullable Question choose(byte[] beliefs, byte[] observed, Priors priors) {
    int best = -1;
    float most = (float) minValue;
    int classes = Math.min(beliefs.length, priors.classes());
    for (int k = 0; k < classes; k++) {
      float value = ENTROPY[beliefs[k] & 0xFF] * priors.rarity(k);
      if (value > most && observed[k] == Verdict.UNKNOWN) {
        most = value;
        best = k;
      }
    }
    return best < 0 ? null : Question.chosen(best, most, Estimates.probability(beliefs[best]));
  }
}
