package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationErrorTest {
  private final CalibrationError error = new CalibrationError(2);

  @Test
  void shouldWeighBinsByEntries() {
    // lower bin: mean 0.2, one of two present; upper bin: 1.0, present
    error.add(new float[] {0.1f, 0.3f, 1f, 0.9f}, new byte[] {1, 2, 1, 0});
    assertThat(error.value()).isCloseTo((2 * 0.3 + 0) / 3, within(1e-7));
    assertThat(error.entries()).isEqualTo(3);
  }

  @Test
  void shouldMergeAsIfSeenTogether() {
    CalibrationError other = new CalibrationError(2);
    error.add(new float[] {0.1f}, new byte[] {1});
    other.add(new float[] {0.3f, 1f}, new byte[] {2, 1});
    error.merge(other);
    assertThat(error.value()).isCloseTo(0.2, within(1e-7));
  }

  @Test
  void shouldBeUndefinedWhenEmpty() {
    assertThat(error.value()).isNaN();
  }

  @Test
  void shouldRefuseWhatIsNoProbability() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> error.add(new float[] {-0.1f}, new byte[] {1}));
  }
}
