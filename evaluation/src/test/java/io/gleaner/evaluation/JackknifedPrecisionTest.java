package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Average precision of known labels")
class JackknifedPrecisionTest {
  private static final int CLASSES = 4;

  private static ScoredLabels images(int count, long seed, double unknown) {
    SplittableRandom random = new SplittableRandom(seed);
    ScoredLabels scored = new ScoredLabels(count, CLASSES);
    for (int i = 0; i < count; i++) {
      float[] scores = new float[CLASSES];
      byte[] truth = new byte[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        boolean present = random.nextInt(5 * (k + 1)) == 0;
        double logit = random.nextGaussian() + (present ? 0.7 : -0.7);
        // coarse, so that there are equal ones
        scores[k] = (float) (Math.round(100 / (1 + Math.exp(-logit))) / 100.0);
        truth[k] = present ? Truth.PRESENT : Truth.ABSENT;
        truth[k] = random.nextDouble() < unknown ? Truth.UNKNOWN : truth[k];
      }
      scored.add(scores, truth);
    }
    return scored;
  }

  private static Figure.Known known(Figure figure) {
    assertThat(figure).isInstanceOf(Figure.Known.class);
    return (Figure.Known) figure;
  }

  @Test
  @DisplayName("is that of the plain definitions, macro, micro and per class")
  void shouldAgree() {
    ScoredLabels scored = images(300, 1, 0.3);
    JackknifedPrecision precision = JackknifedPrecision.of(scored);
    MeanAveragePrecision plain = MeanAveragePrecision.of(scored);

    assertThat(known(precision.macro()).value()).isCloseTo(plain.value(), within(1e-12));
    assertThat(known(precision.macro(k -> k > 1)).value())
        .isCloseTo(plain.value(k -> k > 1), within(1e-12));
    assertThat(known(precision.ofClass(2)).value())
        .isCloseTo(plain.averagePrecision(2), within(1e-12));
    assertThat(known(precision.ofClass(2)).support()).isEqualTo(plain.positives(2));
    assertThat(known(precision.micro()).value())
        .isCloseTo(MicroAveragePrecision.of(scored), within(1e-12));
  }

  @Test
  @DisplayName("has intervals that hold what very many images give, in 9 of 10 samples at least")
  void shouldCover() {
    JackknifedPrecision all = JackknifedPrecision.of(images(100_000, 2, 0));
    double macro = known(all.macro()).value();
    double micro = known(all.micro()).value();
    int macroHeld = 0;
    int microHeld = 0;
    for (int seed = 0; seed < 200; seed++) {
      JackknifedPrecision sample = JackknifedPrecision.of(images(400, 1_000 + seed, 0));
      macroHeld += holds(sample.macro(), macro);
      microHeld += holds(sample.micro(), micro);
    }
    assertThat(macroHeld).isBetween(180, 199);
    assertThat(microHeld).isBetween(180, 199);
  }

  private static int holds(Figure figure, double value) {
    Figure.Known known = known(figure);
    return known.lower() <= value && value <= known.upper() ? 1 : 0;
  }

  @Test
  @DisplayName("of few images is as unsure as can be, and of none unknown")
  void shouldAdmitThatItCannotKnow() {
    Figure.Known few = known(JackknifedPrecision.of(images(39, 3, 0)).macro());
    assertThat(few.lower()).isZero();
    assertThat(few.upper()).isEqualTo(1);

    ScoredLabels none = new ScoredLabels(1, 1);
    none.add(new float[] {0.5f}, new byte[] {Truth.ABSENT});
    assertThat(JackknifedPrecision.of(none).macro()).isInstanceOf(Figure.Unknown.class);
    assertThat(JackknifedPrecision.of(none).micro()).isInstanceOf(Figure.Unknown.class);
  }

  @Test
  @DisplayName("series are kept of the most frequent classes, the others count as one")
  void shouldChooseTopClasses() {
    TopClasses top = TopClasses.of(new double[] {3, 9, 1, 9, 5}, 3);
    assertThat(top.indices()).containsExactly(1, 3, 4);
    assertThat(top.meanOfOthers(new double[] {0.2, 1, 0.4, 1, 1})).isCloseTo(0.3, within(1e-12));
    assertThat(TopClasses.of(new double[0], 3).meanOfOthers(new double[0])).isNaN();
  }
}
