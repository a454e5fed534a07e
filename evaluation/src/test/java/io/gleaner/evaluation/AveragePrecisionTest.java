package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
  private static final byte[] TRUTH = {1, 2, 1, 2, 1};

  @Test
  void shouldAveragePrecisionAtEachPositive() {
    double value = AveragePrecision.of(new float[] {0.9f, 0.8f, 0.7f, 0.6f, -0.5f}, TRUTH);
    assertThat(value).isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(1e-12));
  }

  @Test
  void shouldTreatEqualScoresAsOneThreshold() {
    double value = AveragePrecision.of(new float[] {0f, -0f, 0f, 0f, 0f}, TRUTH);
    assertThat(value).isCloseTo(3 / 5.0, within(1e-12));
  }

  @Test
  void shouldLeaveUnknownEntriesOut() {
    double value = AveragePrecision.of(new float[] {9, Float.NaN, 8, 7}, new byte[] {0, 0, 2, 1});
    assertThat(value).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void shouldBeUndefinedWithoutPositives() {
    assertThat(AveragePrecision.of(new float[] {1, 2}, new byte[] {2, 0})).isNaN();
  }

  @Test
  void shouldRefuseNaNOfKnownEntry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AveragePrecision.of(new float[] {1, Float.NaN}, new byte[] {1, 2}))
        .withMessageContaining("score 1 is NaN");
  }

  @Test
  void shouldRefuseDifferentLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AveragePrecision.of(new float[] {1}, new byte[] {1, 2}));
  }
}
