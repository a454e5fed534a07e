package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedGainTest {

  @ParameterizedTest
  @DisplayName("Student's points are those of the tables")
  @CsvSource({"4, 2.776", "9, 2.262", "19, 2.093", "120, 1.980"})
  void shouldKnowStudent(int degrees, double point) {
    assertThat(PairedGain.student(degrees)).isCloseTo(point, within(0.008));
  }

  @Test
  @DisplayName("the interval is the mean ± t standard errors")
  void shouldGiveInterval() {
    PairedGain gain = PairedGain.of(new double[] {1, 2, 3, 4, 5});

    assertThat(gain.mean()).isEqualTo(3);
    double half = PairedGain.student(4) * Math.sqrt(2.5 / 5);
    assertThat(gain.low()).isCloseTo(3 - half, within(1e-12));
    assertThat(gain.high()).isCloseTo(3 + half, within(1e-12));
  }

  @Test
  @DisplayName("one pair has no interval")
  void shouldKnowNothingOfOne() {
    assertThat(PairedGain.of(new double[] {2})).isEqualTo(new PairedGain(2, null, null));
  }
}
