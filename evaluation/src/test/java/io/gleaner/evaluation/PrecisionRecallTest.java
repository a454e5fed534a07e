package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {
  private final ScoredLabels scored = new ScoredLabels(3, 3);

  @BeforeEach
  void fill() {
    scored.add(new float[] {0.9f, 0.8f, 0.1f}, new byte[] {1, 2, 0});
    scored.add(new float[] {0.7f, 0.2f, 0.6f}, new byte[] {1, 1, 2});
    scored.add(new float[] {0.4f, 0.9f, 0.3f}, new byte[] {1, 1, 2});
  }

  @Test
  void shouldKeepTheTwoDefinitionsOfClassF1Apart() {
    PrecisionRecall at = PrecisionRecall.atThreshold(scored, 0.5f);
    // class 0: 2 of 2 found of 3; class 1: 1 of 2 found of 2; class 2: 0 of 1 found of none
    assertThat(at.cp()).isCloseTo((1 + 0.5 + 0) / 3, within(1e-12));
    assertThat(at.cr()).isCloseTo((2 / 3.0 + 0.5) / 2, within(1e-12));
    assertThat(at.cf1OfMeans())
        .isCloseTo(2 * at.cp() * at.cr() / (at.cp() + at.cr()), within(1e-12));
    assertThat(at.cf1MeanOfClasses()).isCloseTo((0.8 + 0.5 + 0) / 3, within(1e-12));
    assertThat(at.op()).isCloseTo(3 / 5.0, within(1e-12));
    assertThat(at.or()).isCloseTo(3 / 5.0, within(1e-12));
    assertThat(at.of1()).isCloseTo(3 / 5.0, within(1e-12));
    assertThat(at.classesWithPositives()).isEqualTo(2);
  }

  @Test
  void shouldDecideByEachClassesOwnThreshold() {
    PrecisionRecall at = PrecisionRecall.atThresholds(scored, new float[] {0.4f, 0.85f, 1f});
    assertThat(at.op()).isEqualTo(1);
    assertThat(at.or()).isCloseTo(4 / 5.0, within(1e-12));
  }

  @Test
  void shouldChooseTheTopAmongKnownClasses() {
    PrecisionRecall top = PrecisionRecall.atTop(scored, 1, Float.NEGATIVE_INFINITY);
    assertThat(top.op()).isEqualTo(1);
    assertThat(top.or()).isCloseTo(3 / 5.0, within(1e-12));
    SamplesAtTop two = SamplesAtTop.of(scored, 2);
    assertThat(two.precision()).isCloseTo((0.5 + 0.5 + 1) / 3, within(1e-12));
    assertThat(two.recall()).isCloseTo((1 + 0.5 + 1) / 3, within(1e-12));
    assertThat(two.anyHit()).isEqualTo(1);
  }

  @Test
  void shouldNotPredictBelowTheFloor() {
    assertThat(PrecisionRecall.atTop(scored, 3, 0.75f).op()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void shouldAverageHeadAndTailApart() {
    MeanAveragePrecision map = MeanAveragePrecision.of(scored);
    long[] images = {500, 19, 50};
    assertThat(map.value(k -> group(images[k]) == FrequencyGroup.HEAD)).isEqualTo(1);
    assertThat(map.value(k -> group(images[k]) == FrequencyGroup.TAIL))
        .isEqualTo(map.averagePrecision(1));
    assertThat(map.value(k -> group(images[k]) == FrequencyGroup.MEDIUM)).isNaN();
  }

  private static FrequencyGroup group(long images) {
    return FrequencyGroup.of(
        images, FrequencyGroup.DEFAULT_MEDIUM_FROM, FrequencyGroup.DEFAULT_HEAD_ABOVE);
  }
}
