package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A logistic regression of rare labels on one noisy feature, trained with adaptive asymmetry. */
@DisplayName("Adaptive asymmetry in training")
class AdaptiveAsymmetryTest {
  private static final int EXAMPLES = 1000;
  private static final double TARGET = 0.1;

  private final double[] feature = new double[EXAMPLES];
  private final LabelBatch batch = new LabelBatch(EXAMPLES, 1);
  private double gamma;

  /** Trains and gives Δp at the end. */
  private double train(double step) {
    Random random = new Random(1);
    for (int i = 0; i < EXAMPLES; i++) {
      feature[i] = random.nextGaussian();
      boolean present = random.nextDouble() < 1 / (1 + Math.exp(2.5 - 1.5 * feature[i]));
      batch.observed()[i] = present ? LabelBatch.PRESENT : LabelBatch.ABSENT;
    }
    AdaptiveAsl objective =
        new AdaptiveAsl(
            new Asl(0, 0, 0, true, 0, false), TARGET, step, Unknown.IGNORED, Reduction.MEAN);
    double[] gradient = new double[EXAMPLES];
    double bias = 0;
    double weight = 0;
    for (int t = 0; t < 6000; t++) {
      fill(bias, weight);
      objective.evaluate(batch, gradient);
      for (int i = 0; i < EXAMPLES; i++) {
        bias -= gradient[i];
        weight -= gradient[i] * feature[i];
      }
    }
    gamma = objective.gammaAbsent();
    return gap();
  }

  private void fill(double bias, double weight) {
    for (int i = 0; i < EXAMPLES; i++) {
      batch.logits()[i] = bias + weight * feature[i];
    }
  }

  private double gap() {
    double present = 0;
    double absent = 0;
    int presentCount = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      if (batch.observed()[i] == LabelBatch.PRESENT) {
        present += batch.probabilities()[i];
        presentCount++;
      } else {
        absent += 1 - batch.probabilities()[i];
      }
    }
    return present / presentCount - absent / (EXAMPLES - presentCount);
  }

  @Test
  @DisplayName("brings the probability gap of rare labels to its target")
  void shouldSettleAtTheTarget() {
    assertThat(train(0)).isLessThan(-0.4);
    assertThat(train(0.05)).isCloseTo(TARGET, within(1e-3));
    assertThat(gamma).isPositive();
  }

  @Test
  @DisplayName("with the sign as printed never leaves γ₋ = 0, with the gap as wide as without it")
  void shouldNotSettleWithTheOtherSign() {
    assertThat(train(-0.05)).isLessThan(-0.4);
    assertThat(gamma).isZero();
  }
}
