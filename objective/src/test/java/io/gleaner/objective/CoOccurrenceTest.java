package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Co-occurrence")
class CoOccurrenceTest {

  @Test
  @DisplayName("says how often a class is there where another one is, estimates by their part")
  void shouldCountSoftly() {
    CoOccurrence counts = new CoOccurrence(3, 1);
    assertThat(counts.given(0, 1)).isNaN();
    counts.observe(new double[] {1, 0.5, 0});
    counts.observe(new double[] {1, 1, 0});
    counts.observe(new double[] {0, 1, 1});
    assertThat(counts.given(0, 1)).isCloseTo(0.75, within(1e-15));
    assertThat(counts.given(1, 0)).isCloseTo(1.5 / 2.5, within(1e-15));
    assertThat(counts.given(2, 0)).isZero();
    assertThat(counts.given(1, 1)).isEqualTo(1);
  }

  @Test
  @DisplayName("forgets older images at the given rate")
  void shouldFade() {
    CoOccurrence counts = new CoOccurrence(2, 0.5);
    counts.observe(new double[] {1, 1});
    counts.observe(new double[] {1, 0});
    assertThat(counts.given(0, 1)).isCloseTo(0.5 / 1.5, within(1e-15));
  }

  @Test
  @DisplayName("of two halves of the images are those of all of them")
  void shouldMerge() {
    CoOccurrence all = new CoOccurrence(2, 1);
    CoOccurrence half = new CoOccurrence(2, 1);
    CoOccurrence rest = new CoOccurrence(2, 1);
    for (int image = 0; image < 10; image++) {
      double[] present = {1, image / 10.0};
      all.observe(present);
      (image < 5 ? half : rest).observe(present);
    }
    half.merge(rest);
    assertThat(half.given(0, 1)).isCloseTo(all.given(0, 1), within(1e-15));
    assertThat(half.given(1, 0)).isCloseTo(all.given(1, 0), within(1e-15));
  }

  @Test
  @DisplayName("refuse images and counts of another number of classes")
  void shouldRefuseOtherSizes() {
    CoOccurrence counts = new CoOccurrence(2, 1);
    assertThatThrownBy(() -> counts.observe(new double[3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> counts.merge(new CoOccurrence(3, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
