package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a threshold of best F1 is worth that was found on few positives: one class in twenty images,
 * scores whose logits are normal, 2.5 deviations apart, exact or too low by 1.5 as scores of models
 * are that learnt from few labels.
 */
@DisplayName("A threshold from few positives")
class FewPositivesTest {

  private static final double PRIOR = 0.05;
  private static final double DISTANCE = 2.5;
  private static final double TOO_LOW = -1.5;
  private static final float FIXED = 0.5f;
  private static final int TRIALS = 60;
  private static final int UNSEEN = 1_000;

  private final SplittableRandom random = new SplittableRandom(1);

  private ScoredLabels draw(int positives, double shift) {
    int images = (int) (positives / PRIOR);
    ScoredLabels scored = new ScoredLabels(images, 1);
    for (int i = 0; i < images; i++) {
      boolean present = i < positives;
      double x = random.nextGaussian() + (present ? DISTANCE : 0);
      double logit = Math.log(PRIOR / (1 - PRIOR)) + DISTANCE * x - DISTANCE * DISTANCE / 2;
      float score = (float) (1 / (1 + Math.exp(-logit - shift)));
      scored.add(new float[] {score}, new byte[] {present ? Truth.PRESENT : Truth.ABSENT});
    }
    return scored;
  }

  /** Mean F1 on unseen images of thresholds found on so many positives, less the fixed one's. */
  private double gain(int positives, double shift) {
    ScoredLabels unseen = draw(UNSEEN, shift);
    double fixed = PrecisionRecall.atThreshold(unseen, FIXED).of1();
    double sum = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      float found = BestF1Thresholds.of(draw(positives, shift), FIXED)[0];
      sum += PrecisionRecall.atThreshold(unseen, found).of1() - fixed;
    }
    System.out.printf(
        "threshold of best F1 on %2d positives, scores %+.1f: F1 %+.3f against 0.5%n",
        positives, shift, sum / TRIALS);
    return sum / TRIALS;
  }

  @Test
  @DisplayName("of five gains more where scores are too low than it loses where they are exact")
  void shouldBeWorthItFromFive() {
    assertThat(gain(5, TOO_LOW)).isGreaterThan(0.1);
    assertThat(gain(5, 0)).isBetween(-0.06, 0.0);
  }

  @Test
  @DisplayName("of one loses twice as much as one of ten where scores are exact")
  void shouldNotBeTrustedFromOne() {
    assertThat(gain(1, 0)).isLessThan(2 * gain(10, 0));
  }
}
