package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SquaredSumTest {

  @Test
  @DisplayName("counts every entry once, whatever the length")
  void shouldCountEveryEntryOnce() {
    for (int length = 0; length < 40; length++) {
      float[] values = new float[length];
      double expected = 0;
      for (int i = 0; i < length; i++) {
        values[i] = 1 + i / 7f;
        expected += (double) values[i] * values[i];
      }
      assertThat(SquaredSum.of(values)).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  @DisplayName("is not finite if an entry is not, wherever it stands")
  void shouldShowWhatIsNotFinite() {
    for (int i = 0; i < 19; i++) {
      float[] values = new float[19];
      values[i] = i % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
      assertThat(SquaredSum.of(values)).isNotFinite();
    }
  }
}
