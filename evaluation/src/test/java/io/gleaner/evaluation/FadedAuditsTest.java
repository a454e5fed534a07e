package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When images arrive and no audit is answered any more,")
class FadedAuditsTest {
  private static final int CLASSES = 3;
  private static final int HALF_LIFE = 1_000;
  private static final double PROPENSITY = 0.2;

  private final SplittableRandom random = new SplittableRandom(7);
  private final PrequentialPrecision precision = new PrequentialPrecision(CLASSES, HALF_LIFE);

  private void arrive(int images, boolean audited) {
    for (int i = 0; i < images; i++) {
      float[] scores = new float[CLASSES];
      boolean[] present = new boolean[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        present[k] = random.nextInt(5) == 0;
        double logit = random.nextGaussian() * 1.5 + (present[k] ? 0.5 : -3);
        scores[k] = (float) (1 / (1 + Math.exp(-logit)));
      }
      precision.arrived(scores);
      for (int k = 0; audited && k < CLASSES; k++) {
        if (random.nextDouble() < PROPENSITY) {
          precision.audited(k, scores[k], present[k] ? Truth.PRESENT : Truth.ABSENT, PROPENSITY);
        }
      }
    }
  }

  private static double width(AuditedScores scores) {
    Figure.Known figure = (Figure.Known) scores.precision().macro();
    return figure.upper() - figure.lower();
  }

  private static void assertUnknown(AuditedScores scores) {
    assertThat(scores.precision().macro())
        .isInstanceOfSatisfying(
            Figure.Unknown.class,
            unknown -> assertThat(unknown.because()).contains("audits that have not faded"));
    assertThat(scores.precision().micro()).isInstanceOf(Figure.Unknown.class);
    assertThat(scores.precision().ofClass(0)).isInstanceOf(Figure.Unknown.class);
    assertThat(scores.probabilities().missing()).contains("50 are needed");
  }

  @Test
  @DisplayName("nothing is known ten half-lives later")
  void shouldForgetThatItKnew() {
    arrive(5 * HALF_LIFE, true);
    assertThat(precision.precision().macro()).isInstanceOf(Figure.Known.class);
    assertThat(precision.scores().probabilities().missing()).isNull();

    arrive(10 * HALF_LIFE, false);

    assertUnknown(precision.scores());
  }

  @Test
  @DisplayName("nor for what was written and read, or merged, in between")
  void shouldForgetAfterARestart() throws IOException {
    arrive(5 * HALF_LIFE, true);
    arrive(5 * HALF_LIFE, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    precision.scores().write(0, CLASSES, new DataOutputStream(bytes));
    PrequentialPrecision read = new PrequentialPrecision(CLASSES, HALF_LIFE);
    read.scores().add(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    PrequentialPrecision merged = new PrequentialPrecision(CLASSES, HALF_LIFE);
    merged.scores().merge(precision.scores());
    for (int i = 0; i < 5 * HALF_LIFE; i++) {
      read.arrived(new float[CLASSES]);
      merged.arrived(new float[CLASSES]);
    }
    assertUnknown(read.scores());
    assertUnknown(merged.scores());
  }

  @Test
  @DisplayName("the interval widens and its support falls")
  void shouldWiden() {
    arrive(5 * HALF_LIFE, true);
    double before = width(precision.scores());
    long support = precision.scores().audits();

    arrive(HALF_LIFE, false);
    double later = width(precision.scores());
    assertThat(later).isGreaterThan(1.2 * before);
    assertThat((double) precision.scores().audits())
        .isCloseTo(support / 2.0, within(0.05 * support));

    arrive(HALF_LIFE, false);
    assertThat(width(precision.scores())).isGreaterThan(1.2 * later);
  }

  @Test
  @DisplayName(
      "but while some are, as many count as tell of the images of two half-lives over ln 2")
  void shouldKeepWhatIsFollowedUp() {
    arrive(10 * HALF_LIFE, true);
    double images = 2 * HALF_LIFE / Math.log(2);
    assertThat((double) precision.scores().audits())
        .isCloseTo(images * CLASSES * PROPENSITY, within(0.1 * images * CLASSES * PROPENSITY));
    double before = (double) precision.scores().audits();
    arrive(5 * HALF_LIFE, true);
    assertThat((double) precision.scores().audits()).isCloseTo(before, within(0.1 * before));
  }

  @Test
  @DisplayName("newer audits than images do not count for more than they are")
  void shouldNotCountTwice() {
    arrive(5 * HALF_LIFE, false);
    for (int i = 0; i < 40; i++) {
      precision.audited(0, 0.5f, Truth.PRESENT, PROPENSITY);
    }
    assertThat(precision.scores().audits()).isEqualTo(40);
    assertThat(precision.precision().macro()).isInstanceOf(Figure.Unknown.class);
  }
}
