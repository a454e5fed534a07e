package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfFloatsTest {
  private static final int INFINITY = 0x7c00;

  /** Straight from IEEE 754: sign, exponent, significand. */
  private static double value(int half) {
    int exponent = half >> 10 & 0x1f;
    int significand = half & 0x3ff;
    double magnitude =
        exponent == 0 ? significand * 0x1p-24 : (1024 + significand) * Math.pow(2, exponent - 25.0);
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  private static byte[] bytes(int half) {
    return new byte[] {(byte) half, (byte) (half >> 8)};
  }

  private static float decode(int half) {
    float[] into = new float[1];
    HalfFloats.decode(bytes(half), into, 0);
    return into[0];
  }

  private static byte[] encode(float value) {
    return HalfFloats.encode(new float[] {value}, 0, 1);
  }

  @Test
  @DisplayName("every finite half decodes to its value and encodes to itself, −0 too")
  void shouldKnowEveryHalf() {
    for (int half = 0; half < 1 << 16; half++) {
      if ((half & 0x7fff) < INFINITY) {
        assertThat((double) decode(half)).as("half %x", half).isEqualTo(value(half));
        assertThat(encode(decode(half))).as("half %x", half).isEqualTo(bytes(half));
      }
    }
  }

  @Test
  @DisplayName("between two halves the nearer one is taken, in the middle the even one")
  void shouldRoundToNearestEven() {
    for (int half = 0; half + 1 < INFINITY; half++) {
      double low = value(half);
      double high = value(half + 1);
      float middle = (float) ((low + high) / 2);
      int even = half % 2 == 0 ? half : half + 1;
      assertThat(encode(middle)).as("middle above %x", half).isEqualTo(bytes(even));
      assertThat(encode(Math.nextDown(middle))).as("below the middle").isEqualTo(bytes(half));
      assertThat(encode(Math.nextUp(middle))).as("above the middle").isEqualTo(bytes(half + 1));
    }
  }

  @Test
  @DisplayName("works on a part of an array")
  void shouldConvertParts() {
    float[] from = {7, 0.5f, -2, 9};
    float[] into = new float[4];
    HalfFloats.decode(HalfFloats.encode(from, 1, 2), into, 2);
    assertThat(into).containsExactly(0, 0, 0.5f, -2);
  }

  @ParameterizedTest
  @ValueSource(
      floats = {65_520f, -65_520f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  @DisplayName("refuses what no half can hold")
  void shouldRefuseWhatDoesNotFit(float value) {
    assertThatThrownBy(() -> encode(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("feature 0 is " + value);
  }
}
