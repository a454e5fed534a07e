package io.gleaner.learner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * IEEE 754 binary16 ("float16"), two little-endian bytes a number: 11 significant bits, up to
 * 65,504. Java 17 has no conversion of its own.
 */
final class HalfFloats {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SIGN = 0x8000;
  private static final int MAGNITUDE = 0x7fff;
  private static final int DROPPED_BITS = 13;
  // As bits of a float: the smallest that rounds to infinity, and the smallest normal half.
  private static final int TOO_LARGE = Float.floatToRawIntBits(65_520f);
  private static final int SMALLEST_NORMAL = Float.floatToRawIntBits(0x1p-14f);
  // Adding it aligns a subnormal half's last bit with a float's last bit, and rounds there.
  private static final float ALIGN_SUBNORMAL = 0.5f;
  // From a half's exponent bias to a float's, for magnitudes that were shifted as integers.
  private static final float REBIAS = 0x1p112f;
  private static final int REBIAS_EXPONENT = (15 - 127) << 23;

  private HalfFloats() {}

  /**
   * Rounds to the nearest halves, ties to even.
   *
   * @param from {@code count} numbers from index {@code at} on
   * @return 2·{@code count} bytes
   * @throws IllegalArgumentException if a number is not finite or rounds to beyond ±65,504
   */
  static byte[] encode(float[] from, int at, int count) {
    byte[] halves = new byte[count * Short.BYTES];
    for (int i = 0; i < count; i++) {
      float value = from[at + i];
      if ((Float.floatToRawIntBits(value) & Integer.MAX_VALUE) >= TOO_LARGE) {
        throw new IllegalArgumentException(
            "feature %d is %s, but must be finite and within ±65,504".formatted(i, value));
      }
      SHORTS.set(halves, i * Short.BYTES, half(value));
    }
    return halves;
  }

  private static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & SIGN;
    int magnitude = bits & Integer.MAX_VALUE;
    if (magnitude < SMALLEST_NORMAL) {
      float aligned = Float.intBitsToFloat(magnitude) + ALIGN_SUBNORMAL;
      return (short)
          (sign | Float.floatToRawIntBits(aligned) - Float.floatToRawIntBits(ALIGN_SUBNORMAL));
    }
    int odd = magnitude >>> DROPPED_BITS & 1;
    int rounded = magnitude + REBIAS_EXPONENT + (1 << (DROPPED_BITS - 1)) - 1 + odd;
    return (short) (sign | rounded >>> DROPPED_BITS);
  }

  /**
   * Widens all halves, exactly.
   *
   * @param halves finite, as {@link #encode} gives them
   * @param into receives them from index {@code at} on
   */
  static void decode(byte[] halves, float[] into, int at) {
    int count = halves.length / Short.BYTES;
    for (int i = 0; i < count; i++) {
      int half = (short) SHORTS.get(halves, i * Short.BYTES);
      // Exact for subnormal halves too, which a shift of the exponent alone would not be.
      float magnitude = Float.intBitsToFloat((half & MAGNITUDE) << DROPPED_BITS) * REBIAS;
      int sign = (half & SIGN) << 16;
      into[at + i] = Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
    }
  }
}
