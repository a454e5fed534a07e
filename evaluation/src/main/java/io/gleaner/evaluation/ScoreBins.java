package io.gleaner.evaluation;

/**
 * Bins for probabilities, fine where they are near 0 or 1: eight to each halving of p below one
 * half and of 1 − p above it, down to 2⁻¹⁶; narrower than an eighth of the distance to 0 or 1. The
 * bin comes from the float's bits, so it takes no logarithm.
 */
public final class ScoreBins {
  private static final int OCTAVES = 15;
  private static final int PER_OCTAVE_BITS = 3;
  private static final int SHIFT = 23 - PER_OCTAVE_BITS;
  private static final int LOWEST = Float.floatToIntBits(0x1p-16f) >>> SHIFT;

  /** Bins of one half; the first holds everything nearer to 0 (or 1) than 2⁻¹⁶. */
  private static final int HALF = (OCTAVES << PER_OCTAVE_BITS) + 1;

  public static final int COUNT = 2 * HALF;

  private ScoreBins() {}

  /**
   * The bin of a probability; never falls when the probability rises.
   *
   * @throws IllegalArgumentException outside [0, 1]
   */
  public static int of(float probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(probability + " is no probability");
    }
    return probability < 0.5f
        ? lower(probability)
        : COUNT - 1 - Math.min(lower(1 - probability), HALF - 1);
  }

  /** The middle of a bin, in (0, 1). */
  public static float centre(int bin) {
    int lower = Math.min(bin, COUNT - 1 - bin);
    float distance = (edge(lower) + edge(lower + 1)) / 2;
    return bin == lower ? distance : 1 - distance;
  }

  private static float edge(int lower) {
    return lower == 0 ? 0 : Float.intBitsToFloat((lower - 1 + LOWEST) << SHIFT);
  }

  private static int lower(float distance) {
    return Math.max(0, (Float.floatToIntBits(distance) >>> SHIFT) - LOWEST + 1);
  }
}
