package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoredLabelsTest {
  private final ScoredLabels scored = new ScoredLabels(1, 3);

  @Test
  void shouldAverageOverClassesWithPositivesAndCountTheOthers() {
    scored.add(new float[] {0.9f, 0.2f, 0.1f}, new byte[] {1, 2, 2});
    scored.add(new float[] {0.8f, 0.1f, 0.3f}, new byte[] {2, 1, 0});
    MeanAveragePrecision map = MeanAveragePrecision.of(scored);
    assertThat(map.value()).isCloseTo((1 + 0.5) / 2, within(1e-12));
    assertThat(map.classesLeftOut()).isEqualTo(1);
    assertThat(map.averagePrecision(2)).isNaN();
    assertThat(map.positives(1)).isEqualTo(1);
  }

  @Test
  void shouldCopyWhatItIsGiven() {
    float[] row = {0.9f, 0.2f, 0.1f};
    scored.add(row, new byte[] {1, 2, 2});
    row[0] = 0;
    scored.add(new float[] {0.5f, 0, 0}, new byte[] {2, 2, 2});
    assertThat(MeanAveragePrecision.of(scored).value()).isEqualTo(1);
  }

  @Test
  void shouldHaveNoMeanWithoutPositives() {
    assertThat(MeanAveragePrecision.of(scored).value()).isNaN();
  }

  @Test
  void shouldRefuseRowsOfAnotherWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scored.add(new float[2], new byte[3]))
        .withMessage("expected 3 classes, got 2 scores and 3 truth codes");
  }

  @Test
  void shouldFindThresholdsOfBestF1() {
    // class 0: the two best are the positives; class 1: everything present; class 2: no positive
    scored.add(new float[] {0.9f, 0.5f, 0.1f}, new byte[] {1, 1, 2});
    scored.add(new float[] {0.7f, 0.4f, 0.2f}, new byte[] {1, 1, 2});
    scored.add(new float[] {0.3f, 0.6f, 0.3f}, new byte[] {2, 1, 0});
    float[] thresholds = BestF1Thresholds.of(scored, 0.45f);
    assertThat(thresholds[0]).isCloseTo(0.5f, within(1e-6f));
    assertThat(thresholds[1]).isEqualTo(0.4f);
    assertThat(thresholds[2]).isEqualTo(0.45f);
  }
}
