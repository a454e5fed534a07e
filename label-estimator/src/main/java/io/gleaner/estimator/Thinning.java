package io.gleaner.estimator;

import java.util.Arrays;

/**
 * Thins out the estimates of a large label space. Kept are those of observed classes, and of the
 * others the ones furthest from the class prior, by |e − π|: what a training target differs by. The
 * rest is put back to the prior. For one thread.
 */
final class Thinning {

  // The upper bits of a float order numbers of one sign: eight of the exponent, four of the
  // mantissa.
  private static final int DROPPED_BITS = 19;
  private static final int BUCKETS = 1 << (31 - DROPPED_BITS);

  /** Of classes that are kept whatever their distance. */
  private static final short KEPT = BUCKETS;

  private final int explicit;
  private final Differences differences = new Differences();
  private final int[] sizes = new int[BUCKETS + 1];
  private short[] buckets = new short[0];

  /**
   * @param explicit how many unobserved classes are kept
   */
  Thinning(int explicit) {
    this.explicit = explicit;
  }

  /**
   * Puts all but the most telling estimates back. Classes that the priors do not know have nothing
   * to go back to, and are kept.
   *
   * @param codes of the row, changed in place
   * @param observed per class, at least as long
   * @return the classes that differ from the priors now, in ascending order
   */
  int[] apply(byte[] codes, byte[] observed, Priors priors) {
    byte[] standing = priors.codes(codes.length);
    int[] differing = differences.between(codes, standing, codes.length);
    int unobserved = measure(codes, observed, priors, differing);
    return unobserved <= explicit ? differing : putBack(codes, standing, differing);
  }

  /** Sorts the classes into buckets by distance, and tells how many may be put back. */
  private int measure(byte[] codes, byte[] observed, Priors priors, int[] differing) {
    if (buckets.length < differing.length) {
      buckets = new short[codes.length];
    }
    Arrays.fill(sizes, 0);
    int known = priors.classes();
    for (int i = 0; i < differing.length; i++) {
      int k = differing[i];
      buckets[i] =
          k < known && observed[k] == Verdict.UNKNOWN
              ? bucket(Estimates.probability(codes[k]) - priors.probability(k))
              : KEPT;
      sizes[buckets[i]]++;
    }
    return differing.length - sizes[KEPT];
  }

  private static short bucket(float difference) {
    return (short) (Float.floatToRawIntBits(Math.abs(difference)) >>> DROPPED_BITS);
  }

  private int[] putBack(byte[] codes, byte[] standing, int[] differing) {
    int room = explicit;
    int last = BUCKETS - 1;
    while (room >= sizes[last]) {
      room -= sizes[last--];
    }
    int kept = 0;
    for (int i = 0; i < differing.length; i++) {
      int k = differing[i];
      // of the bucket that does not fit whole the first classes stay
      boolean stays = buckets[i] > last || (buckets[i] == last && room-- > 0);
      codes[k] = stays ? codes[k] : standing[k];
      differing[kept] = k;
      kept += stays ? 1 : 0;
    }
    return Arrays.copyOf(differing, kept);
  }
}
