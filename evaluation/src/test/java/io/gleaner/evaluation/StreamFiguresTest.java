package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Figures of a stream")
class StreamFiguresTest {
  @Test
  @DisplayName("prequential precision follows the newest images")
  void shouldFollow() {
    PrequentialPrecision precision = new PrequentialPrecision(1, 100);
    feed(precision, 2_000, 0.2f, 0.8f);
    assertThat(value(precision)).isLessThan(0.6);
    feed(precision, 2_000, 0.8f, 0.2f);
    assertThat(value(precision)).isGreaterThan(0.99);
    assertThatIllegalArgumentException().isThrownBy(() -> new PrequentialPrecision(1, 0));
  }

  private static void feed(
      PrequentialPrecision precision, int images, float present, float absent) {
    for (int i = 0; i < images; i++) {
      boolean is = i % 2 == 0;
      float score = is ? present : absent;
      precision.arrived(new float[] {score});
      precision.audited(0, score, is ? Truth.PRESENT : Truth.ABSENT, 1);
    }
  }

  private static double value(PrequentialPrecision precision) {
    return ((Figure.Known) precision.precision().macro()).value();
  }

  @Test
  @DisplayName("answers that never come do not lower prequential precision")
  void shouldMakeUpForMissingAnswers() {
    SplittableRandom random = new SplittableRandom(4);
    PrequentialPrecision precision = new PrequentialPrecision(1, 1e6);
    for (int i = 0; i < 5_000; i++) {
      precision.arrived(new float[] {i % 2 == 0 ? 0.8f : 0.2f});
      if (random.nextInt(3) == 0) {
        precision.audited(
            0, i % 2 == 0 ? 0.8f : 0.2f, i % 2 == 0 ? Truth.PRESENT : Truth.ABSENT, 1);
      }
    }
    assertThat(value(precision)).isCloseTo(1, within(0.01));
  }

  @Test
  @DisplayName("quantiles are within 1 % of the true ones, merged too")
  void shouldSketch() {
    QuantileSketch one = new QuantileSketch();
    QuantileSketch other = new QuantileSketch();
    for (int i = 1; i <= 10_000; i++) {
      (i % 3 == 0 ? one : other).add(i / 10.0, 1);
    }
    one.merge(other);
    assertThat(one.size()).isEqualTo(10_000);
    assertThat(one.quantile(0.5)).isCloseTo(500, within(5.1));
    assertThat(one.quantile(0.99)).isCloseTo(990, within(10.0));
    assertThat(new QuantileSketch().quantile(0.5)).isNaN();
    assertThatIllegalArgumentException().isThrownBy(() -> one.add(-1, 1));
  }

  @Test
  @DisplayName("tags just scored are 0 versions and 0 minutes old")
  void shouldAge() {
    Staleness staleness = new Staleness();
    staleness.addVersions(0, 2);
    staleness.addMinutes(0, 2);
    Staleness other = new Staleness();
    other.addVersions(3, 1);
    other.addMinutes(60, 1);
    staleness.merge(other);
    assertThat(staleness.versions().quantile(0.5)).isZero();
    assertThat(staleness.versions().quantile(1)).isCloseTo(3, within(0.03));
    assertThat(staleness.minutes().quantile(1)).isCloseTo(60, within(0.6));
  }

  @Test
  @DisplayName("churn is the mean move and the share that crossed one half")
  void shouldChurn() {
    float[] estimates = new float[256];
    estimates[1] = 0.4f;
    estimates[2] = 0.6f;
    estimates[255] = 0.2f;
    EstimateChurn churn = new EstimateChurn();
    churn.add(new byte[] {1, 2}, new byte[] {2, 2}, new int[] {0}, estimates);
    EstimateChurn first = new EstimateChurn();
    first.merge(churn);
    churn.add(new byte[] {0, 0}, new byte[] {0, -1, 2}, new int[] {1, 2}, estimates);
    assertThat(churn.meanMove()).isCloseTo(0.1, within(1e-6));
    assertThat(churn.turnedShare()).isEqualTo(0.25);
    assertThat(churn.since(first).meanMove()).isCloseTo(0.1, within(1e-6));
    assertThat(churn.since(first).turnedShare()).isZero();
  }

  @Test
  @DisplayName("expected positives are compared with κ")
  void shouldCompareWithKappa() {
    ExpectedPositives positives = new ExpectedPositives();
    positives.add(3, 2);
    ExpectedPositives other = new ExpectedPositives();
    other.add(5, 2);
    positives.merge(other);
    assertThat(positives.mean()).isEqualTo(4);
    assertThat(positives.ratio()).isEqualTo(2);
    assertThat(positives.images()).isEqualTo(2);
  }
}
