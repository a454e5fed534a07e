package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Average precision from audits")
class AuditedScoresTest {
  private static final int CLASSES = 3;
  private static final int IMAGES = 4_000;

  private final SplittableRandom random = new SplittableRandom(3);
  private final AuditedScores one = new AuditedScores(CLASSES);
  private final AuditedScores other = new AuditedScores(CLASSES);
  private final AuditedScores together = new AuditedScores(CLASSES);
  private final ScoredLabels exact = new ScoredLabels(IMAGES, CLASSES);

  private void stream(double propensity) {
    for (int i = 0; i < IMAGES; i++) {
      float[] scores = new float[CLASSES];
      byte[] truth = new byte[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        boolean present = random.nextInt(10 * (k + 1)) == 0;
        double logit = random.nextGaussian() * 1.5 + (present ? 0.5 : -3);
        scores[k] = (float) (1 / (1 + Math.exp(-logit)));
        truth[k] = present ? Truth.PRESENT : Truth.ABSENT;
      }
      exact.add(scores, truth);
      AuditedScores half = i % 2 == 0 ? one : other;
      half.scored(scores);
      together.scored(scores);
      for (int k = 0; k < CLASSES; k++) {
        if (random.nextDouble() < propensity) {
          half.audited(k, scores[k], truth[k], propensity);
          together.audited(k, scores[k], truth[k], propensity);
        }
      }
    }
  }

  private static Figure.Known known(Figure figure) {
    assertThat(figure).isInstanceOf(Figure.Known.class);
    return (Figure.Known) figure;
  }

  @Test
  @DisplayName("with every entry audited is within its stated bound of the exact value")
  void shouldBeExactWithAllAudited() {
    stream(1);
    AuditedPrecision precision = together.precision();
    double truth = MeanAveragePrecision.of(exact).value();
    assertThat(precision.resolution()).isLessThan(0.1);
    assertThat(known(precision.macro()).value()).isCloseTo(truth, within(precision.resolution()));
    assertThat(known(precision.micro()).value())
        .isCloseTo(MicroAveragePrecision.of(exact), within(precision.resolution()));
  }

  @Test
  @DisplayName("holds the exact macro and micro values in its intervals")
  void shouldHoldTheTruth() {
    stream(0.1);
    double macro = MeanAveragePrecision.of(exact).value();
    Figure.Known figure = known(together.precision().macro());
    assertThat(macro).isBetween(figure.lower(), figure.upper());
    assertThat(figure.support()).isEqualTo(together.audits());
    Figure.Known micro = known(together.precision().micro());
    assertThat(MicroAveragePrecision.of(exact)).isBetween(micro.lower(), micro.upper());
    Figure.Known first = known(together.precision().ofClass(0));
    assertThat(MeanAveragePrecision.of(exact).averagePrecision(0))
        .isBetween(first.lower(), first.upper());
  }

  @Test
  @DisplayName("of two partitions merged is that of one that saw all")
  void shouldMerge() {
    stream(0.1);
    one.merge(other);
    Figure.Known merged = known(one.precision().macro());
    Figure.Known whole = known(together.precision().macro());
    assertThat(merged.value()).isCloseTo(whole.value(), within(1e-9));
    assertThat(merged.upper()).isCloseTo(whole.upper(), within(1e-9));
  }

  @Test
  @DisplayName("does not change when everything fades alike")
  void shouldFade() {
    stream(0.1);
    double before = known(together.precision().macro()).value();
    together.fade(0.25);
    assertThat(known(together.precision().macro()).value()).isCloseTo(before, within(1e-6));
  }

  @Test
  @DisplayName("forgets what faded: the newest scores decide")
  void shouldForget() {
    stream(1);
    double before = known(together.precision().macro()).value();
    for (int i = 0; i < 500; i++) {
      together.fade(0.5);
    }
    for (int i = 0; i < 200; i++) {
      boolean present = i % 2 == 0;
      float[] scores = {present ? 0.9f : 0.1f, present ? 0.9f : 0.1f, present ? 0.9f : 0.1f};
      together.scored(scores);
      for (int k = 0; k < CLASSES; k++) {
        together.audited(k, scores[k], present ? Truth.PRESENT : Truth.ABSENT, 1);
      }
    }
    assertThat(before).isLessThan(0.8);
    assertThat(known(together.precision().macro()).value()).isCloseTo(1, within(1e-3));
  }

  @Test
  @DisplayName("is unknown, and says why, without audits or with too few")
  void shouldSayWhyNot() {
    stream(0);
    assertThat(together.precision().macro())
        .isEqualTo(
            new Figure.Unknown(
                "nobody answered a random audit: labels that annotators chose say nothing of the"
                    + " rest; audit a larger share of the entries, or wait"));
    together.audited(0, 0.9f, Truth.PRESENT, 0.02);
    assertThat(together.precision().micro())
        .isInstanceOfSatisfying(
            Figure.Unknown.class,
            unknown ->
                assertThat(unknown.because())
                    .startsWith("1 audits found 1 present entries, 50 are needed"));
    assertThat(together.precision().ofClass(1)).isInstanceOf(Figure.Unknown.class);
  }

  @Test
  @DisplayName("takes no entry without a chance or without a truth")
  void shouldRefuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> one.audited(0, 0.5f, Truth.PRESENT, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> one.audited(0, 0.5f, Truth.UNKNOWN, 0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> one.scored(new float[CLASSES + 1]));
  }

  @Test
  @DisplayName("written by blocks of classes and read again is the same to the bit")
  void shouldBeWritten() throws IOException {
    stream(0.1);
    together.fade(0.5);
    AuditedScores read = new AuditedScores(CLASSES);
    for (int k = 0; k < CLASSES; k++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      together.write(k, k + 1, new DataOutputStream(bytes));
      read.add(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
    assertThat(read.audits()).isEqualTo(together.audits());
    assertThat(read.precision().macro()).isEqualTo(together.precision().macro());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read.add(new DataInputStream(new ByteArrayInputStream(new byte[9]))));
  }

  @Test
  @DisplayName("tell gap and calibration of all entries, within the width of their bins")
  void shouldTellOfProbabilities() {
    stream(1);
    ProbabilityGap gap = new ProbabilityGap();
    CalibrationError calibration = new CalibrationError(CalibrationError.DEFAULT_BINS);
    for (int i = 0; i < IMAGES; i++) {
      gap.add(exact.scores(i), exact.truth(i));
      calibration.add(exact.scores(i), exact.truth(i));
    }
    AuditedProbabilities audited = together.probabilities();
    assertThat(audited.present()).isCloseTo(gap.positive(), within(0.01));
    assertThat(audited.absent()).isCloseTo(gap.negative(), within(0.01));
    assertThat(audited.gap()).isCloseTo(gap.gap(), within(0.02));
    assertThat(audited.calibrationError()).isCloseTo(calibration.value(), within(0.02));
    assertThat(new AuditedScores(2).probabilities().gap()).isNaN();
    assertThat(new AuditedScores(2).probabilities().calibrationError()).isNaN();
  }
}
