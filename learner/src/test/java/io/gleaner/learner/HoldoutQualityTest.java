package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ProbabilityGap;
import io.gleaner.evaluation.ScoredLabels;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The quality on the holdout")
class HoldoutQualityTest {

  @Test
  @DisplayName("has a threshold of its own for a class with enough positives only")
  void shouldNotTrustFewPositives() {
    ScoredLabels scored = new ScoredLabels(6, 2);
    for (int i = 0; i < 6; i++) {
      byte frequent = (byte) (i < 5 ? 1 : 2);
      byte rare = (byte) (i < 4 ? 1 : 2);
      scored.add(new float[] {0.9f - 0.1f * i, 0.9f - 0.1f * i}, new byte[] {frequent, rare});
    }
    HoldoutQuality quality =
        new HoldoutQuality(
            scored,
            MeanAveragePrecision.of(scored),
            new ProbabilityGap(),
            0,
            0,
            new HoldoutQuality.Thresholds(new float[] {0.45f, 0.55f}));

    assertThat(quality.threshold(0, 5)).isEqualTo(0.45f);
    assertThat(quality.threshold(1, 5)).isNaN();
    assertThat(quality.threshold(1, 4)).isEqualTo(0.55f);
  }
}
