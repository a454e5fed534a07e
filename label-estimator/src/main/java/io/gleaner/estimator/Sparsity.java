package io.gleaner.estimator;

import java.util.Arrays;

/**
 * Which estimates of a large label space a row keeps: those of observed classes, and of the others
 * the ones furthest from the class prior, by |e − π|: what a training target differs by. The rest
 * is put back to the prior.
 *
 * @param above label spaces of at most this many classes are kept whole
 * @param explicit how many unobserved classes are kept of a larger one
 */
record Sparsity(int above, int explicit) {

  // The upper bits of a float order numbers of one sign: eight of the exponent, four of the
  // mantissa.
  private static final int DROPPED_BITS = 19;
  private static final int BUCKETS = 1 << (31 - DROPPED_BITS);

  /** Whether a label space of so many classes is kept whole, and so needs no prior to be read. */
  boolean keepsWhole(int classes) {
    return classes <= above;
  }

  /**
   * Puts all but the most telling estimates back. Classes that the priors do not know have nothing
   * to go back to, and are kept.
   *
   * @param codes of the row, changed in place
   * @param observed per class, at least as long
   */
  void apply(byte[] codes, byte[] observed, Priors priors) {
    if (keepsWhole(codes.length)) {
      return;
    }
    int known = Math.min(codes.length, priors.classes());
    byte[] standing = priors.codes(known);
    int[] moved = unobserved(Differences.of(codes, standing, known), observed);
    if (moved.length > explicit) {
      putBack(codes, standing, moved, priors);
    }
  }

  private static int[] unobserved(int[] classes, byte[] observed) {
    int kept = 0;
    for (int k : classes) {
      classes[kept] = k;
      kept += observed[k] == Verdict.UNKNOWN ? 1 : 0;
    }
    return Arrays.copyOf(classes, kept);
  }

  private void putBack(byte[] codes, byte[] standing, int[] moved, Priors priors) {
    short[] buckets = new short[moved.length];
    int[] sizes = new int[BUCKETS];
    for (int i = 0; i < moved.length; i++) {
      int k = moved[i];
      float distance = Math.abs(Estimates.probability(codes[k]) - priors.probability(k));
      buckets[i] = (short) (Float.floatToRawIntBits(distance) >>> DROPPED_BITS);
      sizes[buckets[i]]++;
    }
    int room = explicit;
    int last = BUCKETS - 1;
    while (room >= sizes[last]) {
      room -= sizes[last--];
    }
    // of the bucket that does not fit whole the first classes stay
    for (int i = 0; i < moved.length; i++) {
      if (buckets[i] == last && room > 0) {
        room--;
      } else if (buckets[i] <= last) {
        codes[moved[i]] = standing[moved[i]];
      }
    }
  }
}
