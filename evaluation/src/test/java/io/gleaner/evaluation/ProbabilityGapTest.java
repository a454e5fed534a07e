package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProbabilityGapTest {
  private final ProbabilityGap gap = new ProbabilityGap();

  @Test
  void shouldCompareMeanTargetProbabilities() {
    gap.add(new float[] {0.75f, 0.25f, 0.125f, 1f}, new byte[] {1, 1, 2, 0});
    assertThat(gap.positive()).isCloseTo(0.5, within(1e-9));
    assertThat(gap.negative()).isCloseTo(0.875, within(1e-9));
    assertThat(gap.gap()).isCloseTo(-0.375, within(1e-9));
  }

  @Test
  void shouldMergeAsIfSeenTogether() {
    ProbabilityGap other = new ProbabilityGap();
    gap.add(new float[] {0.5f, 0.25f}, new byte[] {1, 2});
    other.add(new float[] {1f, 0.5f, 0.5f}, new byte[] {1, 1, 2});
    gap.merge(other);
    assertThat(gap.positive()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(gap.negative()).isCloseTo(0.625, within(1e-9));
    assertThat(gap.positives()).isEqualTo(3);
    assertThat(gap.negatives()).isEqualTo(2);
  }

  @Test
  void shouldBeUndefinedUntilBothKindsWereSeen() {
    gap.add(new float[] {0.5f}, new byte[] {1});
    assertThat(gap.gap()).isNaN();
  }
}
