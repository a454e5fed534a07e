package io.gleaner.estimator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * At which classes two rows of codes differ. In a large label space that is a few of many, and
 * where they are cannot be guessed: eight codes are compared at once, and only those that differ
 * are looked at. For one thread.
 */
final class Differences {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private int[] differing = new int[0];

  /**
   * Compares the first so many codes.
   *
   * @return indices of those that differ, in ascending order
   */
  int[] between(byte[] one, byte[] other, int length) {
    if (differing.length < length) {
      differing = new int[length];
    }
    return Arrays.copyOf(differing, find(one, other, length, differing));
  }

  private static int find(byte[] one, byte[] other, int length, int[] differing) {
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
    return found;
  }

  /** The highest bit of each of eight octets that differ, the first of them lowest. */
  private static long marks(byte[] one, byte[] other, int from) {
    long difference = (long) LONGS.get(one, from) ^ (long) LONGS.get(other, from);
    return ((difference & LOW_BITS) + LOW_BITS | difference) & ~LOW_BITS;
  }
}
