package io.gleaner.estimator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * At which classes two rows of codes differ. In a large label space that is a few of many, and
 * where they are cannot be guessed: eight codes are compared at once, and only those that differ
 * are looked at.
 */
final class Differences {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private Differences() {}

  /**
   * Compares the first so many codes.
   *
   * @return indices of those that differ, in ascending order
   */
  static int[] of(byte[] one, byte[] other, int length) {
    int[] differing = new int[count(one, other, length)];
    int found = 0;
    int k = 0;
    for (; k + Long.BYTES <= length; k += Long.BYTES) {
      for (long marks = marks(one, other, k); marks != 0; marks &= marks - 1) {
        differing[found++] = k + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    for (; k < length; k++) {
      if (one[k] != other[k]) {
        differing[found++] = k;
      }
    }
    return differing;
  }

  private static int count(byte[] one, byte[] other, int length) {
    int count = 0;
    int k = 0;
    for (; k + Long.BYTES <= length; k += Long.BYTES) {
      count += Long.bitCount(marks(one, other, k));
    }
    for (; k < length; k++) {
      count += one[k] != other[k] ? 1 : 0;
    }
    return count;
  }

  /** The highest bit of each of eight octets that differ, the first of them lowest. */
  private static long marks(byte[] one, byte[] other, int from) {
    long difference = (long) LONGS.get(one, from) ^ (long) LONGS.get(other, from);
    return ((difference & LOW_BITS) + LOW_BITS | difference) & ~LOW_BITS;
  }
}
