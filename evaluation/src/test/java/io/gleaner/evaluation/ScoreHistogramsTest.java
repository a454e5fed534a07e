package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreHistogramsTest {
  private static final byte[] PRESENT = {Truth.PRESENT};
  private static final byte[] ABSENT = {Truth.ABSENT};

  private final ScoreHistograms histograms = new ScoreHistograms(1);

  @Test
  void shouldBeExactWhereBinsHoldOneKind() {
    histograms.add(new float[] {0.9f}, PRESENT);
    histograms.add(new float[] {0.5f}, ABSENT);
    histograms.add(new float[] {0.2f}, PRESENT);
    BoundedValue value = histograms.averagePrecision(0);
    assertThat(value.value()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
    assertThat(value.upper()).isCloseTo(value.value(), within(1e-12));
  }

  @Test
  void shouldBeWithinOnePointForAModelsScores() {
    SplittableRandom random = new SplittableRandom(1);
    ScoredLabels exact = new ScoredLabels(20_000, 1);
    for (int i = 0; i < 20_000; i++) {
      boolean present = random.nextInt(20) == 0;
      double logit = (random.nextDouble() + random.nextDouble() - 1) * 5 + (present ? 1 : -4);
      float[] score = {(float) (1 / (1 + Math.exp(-logit)))};
      exact.add(score, present ? PRESENT : ABSENT);
      histograms.add(score, present ? PRESENT : ABSENT);
    }
    BoundedValue value = histograms.averagePrecision(0);
    double truth = MeanAveragePrecision.of(exact).value();
    assertThat(value.value()).isCloseTo(truth, within(0.01));
    assertThat(value.upper() - value.lower()).isLessThan(0.1);
  }

  @Test
  void shouldForgetByTheFactor() {
    histograms.add(new float[] {0.9f}, PRESENT);
    histograms.fade(0.25);
    histograms.add(new float[] {0.9f}, PRESENT);
    assertThat(histograms.positives(0)).isCloseTo(1.25, within(1e-12));
  }

  @Test
  void shouldFadeForEverWithoutOverflow() {
    for (int i = 0; i < 10_000; i++) {
      histograms.add(new float[] {0.9f}, PRESENT);
      histograms.add(new float[] {0.1f}, ABSENT);
      histograms.fade(0.5);
    }
    assertThat(histograms.positives(0)).isCloseTo(1, within(1e-9));
    assertThat(histograms.averagePrecision(0).value()).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldTakeTheMeanOfClassesWithPositives() {
    ScoreHistograms two = new ScoreHistograms(2);
    two.add(new float[] {0.9f, 0.3f}, new byte[] {Truth.PRESENT, Truth.ABSENT});
    assertThat(two.meanAveragePrecision().value()).isEqualTo(1);
    assertThat(two.averagePrecision(1).defined()).isFalse();
    assertThat(histograms.meanAveragePrecision().defined()).isFalse();
  }

  @Test
  void shouldRefuseWhatIsNoProbability() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histograms.add(new float[] {Float.NaN}, PRESENT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histograms.add(new float[] {1.1f}, PRESENT));
  }
}
