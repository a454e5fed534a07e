package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for any scores and labels. */
class MetricPropertiesTest {
  private static final int CLASSES = 4;

  @Property
  void averagePrecisionIgnoresOrderScaleAndWhatIsUnknown(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int entries) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] scores = scores(random, entries);
    byte[] truth = truth(random, entries);
    double value = AveragePrecision.of(scores, truth);
    for (int i = entries - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float score = scores[i];
      scores[i] = scores[j];
      scores[j] = score;
      byte code = truth[i];
      truth[i] = truth[j];
      truth[j] = code;
    }
    for (int i = 0; i < entries; i++) {
      scores[i] = truth[i] == Truth.UNKNOWN ? random.nextInt() : 16 * scores[i] - 3;
    }
    same(AveragePrecision.of(scores, truth), value);
  }

  @Property
  void interpolationNeverLowersAveragePrecision(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int entries) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] scores = scores(random, entries);
    byte[] truth = truth(random, entries);
    double plain = AveragePrecision.of(scores, truth);
    double interpolated = InterpolatedAveragePrecision.of(scores, truth);
    if (!Double.isNaN(plain)) {
      assertThat(interpolated).isBetween(plain - 1e-12, 1.0 + 1e-12);
    }
  }

  @Property
  void noFigureDependsOnScoresOfUnknownEntries(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int images) {
    SplittableRandom random = new SplittableRandom(seed);
    ScoredLabels first = new ScoredLabels(images, CLASSES);
    ScoredLabels second = new ScoredLabels(images, CLASSES);
    CalibrationError firstError = new CalibrationError(5);
    CalibrationError secondError = new CalibrationError(5);
    for (int i = 0; i < images; i++) {
      float[] scores = scores(random, CLASSES);
      byte[] truth = truth(random, CLASSES);
      first.add(scores, truth);
      firstError.add(scores, truth);
      for (int k = 0; k < CLASSES; k++) {
        scores[k] = truth[k] == Truth.UNKNOWN ? random.nextInt(17) / 16f : scores[k];
      }
      second.add(scores, truth);
      secondError.add(scores, truth);
    }
    same(MeanAveragePrecision.of(first).value(), MeanAveragePrecision.of(second).value());
    same(MicroAveragePrecision.of(first), MicroAveragePrecision.of(second));
    same(SampleAveragePrecision.of(first), SampleAveragePrecision.of(second));
    same(
        PrecisionRecall.atThreshold(first, 0.5f).cf1MeanOfClasses(),
        PrecisionRecall.atThreshold(second, 0.5f).cf1MeanOfClasses());
    same(PrecisionRecall.atTop(first, 3, 0).of1(), PrecisionRecall.atTop(second, 3, 0).of1());
    assertThat(SamplesAtTop.of(first, 2)).isEqualTo(SamplesAtTop.of(second, 2));
    same(firstError.value(), secondError.value());
    assertThat(BestF1Thresholds.of(first, 0.5f)).isEqualTo(BestF1Thresholds.of(second, 0.5f));
  }

  @Property
  void noThresholdHasABetterF1ThanTheBest(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int images) {
    SplittableRandom random = new SplittableRandom(seed);
    ScoredLabels scored = new ScoredLabels(images, 1);
    for (int i = 0; i < images; i++) {
      scored.add(scores(random, 1), truth(random, 1));
    }
    float best = BestF1Thresholds.of(scored, 0.5f)[0];
    double f1 = PrecisionRecall.atThreshold(scored, best).of1();
    for (int step = 0; step <= 32; step++) {
      double other = PrecisionRecall.atThreshold(scored, step / 32f).of1();
      if (MeanAveragePrecision.of(scored).positives(0) > 0) {
        assertThat(other).isLessThanOrEqualTo(f1 + 1e-12);
      }
    }
  }

  @Property
  void histogramBoundsHoldTheExactValue(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int images) {
    SplittableRandom random = new SplittableRandom(seed);
    ScoredLabels exact = new ScoredLabels(images, CLASSES);
    ScoreHistograms histograms = new ScoreHistograms(CLASSES);
    boolean coarse = random.nextBoolean();
    for (int i = 0; i < images; i++) {
      float[] scores = coarse ? scores(random, CLASSES) : sharpScores(random);
      byte[] truth = truth(random, CLASSES);
      exact.add(scores, truth);
      histograms.add(scores, truth);
    }
    MeanAveragePrecision map = MeanAveragePrecision.of(exact);
    for (int k = 0; k < CLASSES; k++) {
      BoundedValue bounded = histograms.averagePrecision(k);
      assertThat(bounded.defined()).isEqualTo(map.positives(k) > 0);
      if (bounded.defined()) {
        assertThat(map.averagePrecision(k))
            .isBetween(bounded.lower() - 1e-12, bounded.upper() + 1e-12);
        assertThat(bounded.value()).isBetween(bounded.lower() - 1e-12, bounded.upper() + 1e-12);
      }
    }
  }

  @Property
  void mergedHistogramsAreThoseOfAllEntries(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 1) double factor) {
    SplittableRandom random = new SplittableRandom(seed);
    ScoreHistograms together = new ScoreHistograms(CLASSES);
    ScoreHistograms one = new ScoreHistograms(CLASSES);
    ScoreHistograms other = new ScoreHistograms(CLASSES);
    for (int i = 0; i < 50; i++) {
      float[] scores = sharpScores(random);
      byte[] truth = truth(random, CLASSES);
      together.add(scores, truth);
      (random.nextBoolean() ? one : other).add(scores, truth);
      if (i % 10 == 0) {
        together.fade(factor);
        one.fade(factor);
        other.fade(factor);
      }
    }
    // A scale of its own: what is merged is weights as of now.
    other.fade(0.5);
    ScoreHistograms doubled = new ScoreHistograms(CLASSES);
    doubled.merge(other);
    doubled.merge(other);
    one.merge(doubled);
    for (int k = 0; k < CLASSES; k++) {
      assertThat(one.positives(k)).isCloseTo(together.positives(k), within(1e-9));
      assertThat(one.negatives(k)).isCloseTo(together.negatives(k), within(1e-9));
      same(one.averagePrecision(k).value(), together.averagePrecision(k).value());
    }
  }

  @Property
  void binsRiseWithTheProbabilityAndStayNarrow(@ForAll @DoubleRange(min = 0, max = 1) double p) {
    float low = (float) p;
    float high = Math.nextUp(low);
    if (high <= 1) {
      assertThat(ScoreBins.of(high)).isBetween(ScoreBins.of(low), ScoreBins.of(low) + 1);
    }
    float distance = Math.min(low, 1 - low);
    if (distance >= 0x1p-16f) {
      float further = low < 0.5f ? low * 1.126f : 1 - (1 - low) * 1.126f;
      if (low < 0.5f == further < 0.5f) {
        assertThat(ScoreBins.of(further)).isNotEqualTo(ScoreBins.of(low));
      }
    }
  }

  /** On a coarse grid, so that scores tie. */
  private static float[] scores(SplittableRandom random, int count) {
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = random.nextInt(17) / 16f;
    }
    return scores;
  }

  /** As a trained model gives them: most near 0, some near 1. */
  private static float[] sharpScores(SplittableRandom random) {
    float[] scores = new float[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      scores[k] = (float) (1 / (1 + Math.exp(random.nextDouble(-12, 6))));
    }
    return scores;
  }

  private static byte[] truth(SplittableRandom random, int count) {
    byte[] truth = new byte[count];
    for (int i = 0; i < count; i++) {
      truth[i] = (byte) random.nextInt(3);
    }
    return truth;
  }

  private static void same(double one, double other) {
    if (Double.isNaN(other)) {
      assertThat(one).isNaN();
    } else {
      assertThat(one).isCloseTo(other, within(1e-9));
    }
  }
}
