package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The estimates' half of ROLE")
class RoleEstimatesTest {
  private static final byte[] OBSERVED = {
    LabelBatch.UNKNOWN, LabelBatch.PRESENT, LabelBatch.ABSENT, LabelBatch.UNKNOWN
  };
  private static final double[] F = {0.2, 0.7, 0.4, 0.99};

  @Test
  @DisplayName("moves a row against the gradient of the batch's loss")
  void stepsAgainstTheGradient() {
    for (double epsilon : new double[] {0, 1e-5}) {
      double kappa = 1.5;
      double eta = 0.3;
      double[] logits = {-1.2, 2.5, -3.1, 0.4};
      double[] expected = new double[4];
      for (int k = 0; k < 4; k++) {
        double h = 1e-5;
        double[] up = logits.clone();
        double[] down = logits.clone();
        up[k] += h;
        down[k] -= h;
        double slope = (loss(up, kappa, epsilon) - loss(down, kappa, epsilon)) / (2 * h);
        expected[k] = logits[k] - eta * 4 * slope;
      }
      double epr = RoleEstimates.eprGradient(estimates(logits), 1, 4, kappa, 1);
      new RoleEstimates(eta, 8, epsilon).update(logits, OBSERVED, F, epr);
      assertThat(logits).containsExactly(expected, within(1e-8));
    }
  }

  @Test
  @DisplayName("keeps every estimate within its bound")
  void staysWithinTheBound() {
    double[] logits = {-7.9, 7.9, -7.9, 7.9};
    new RoleEstimates(100_000, 8, 0).update(logits, OBSERVED, F, 0);
    assertThat(logits).containsExactly(8, -8, 8, -8);
  }

  @Test
  @DisplayName("does the same to rows in float as in double")
  void agreesInFloat() {
    Random random = new Random(3);
    double[] exact = new double[4];
    float[] single = new float[4];
    float[] f = new float[4];
    for (int k = 0; k < 4; k++) {
      single[k] = (float) random.nextGaussian();
      exact[k] = single[k];
      f[k] = (float) F[k];
    }
    new RoleEstimates().update(exact, OBSERVED, F, 0.01);
    new RoleEstimates().update(single, OBSERVED, f, 0.01);
    for (int k = 0; k < 4; k++) {
      assertThat((double) single[k]).isCloseTo(exact[k], within(1e-5));
    }
  }

  @Test
  @DisplayName("does the same with given estimates as with those it computes")
  void agreesWithGivenEstimates() {
    Random random = new Random(4);
    int classes = 101;
    float[] computing = new float[classes];
    float[] estimates = new float[classes];
    float[] f = new float[classes];
    byte[] observed = new byte[classes];
    for (int k = 0; k < classes; k++) {
      computing[k] = (float) (4 * random.nextGaussian());
      estimates[k] = (float) (1 / (1 + Math.exp(-computing[k])));
      f[k] = random.nextFloat();
      // some stretches that nobody spoke of
      observed[k] = (byte) (k / 20 % 2 == 0 ? random.nextInt(3) : 0);
    }
    float[] given = computing.clone();
    new RoleEstimates().update(computing, observed, f, 0.01);
    new RoleEstimates().update(given, estimates, observed, f, 0.01);
    for (int k = 0; k < classes; k++) {
      assertThat(given[k]).isCloseTo(computing[k], within(1e-4f));
    }
  }

  @Test
  @DisplayName("takes the batch's mean number of expected positives as κ̂")
  void eprGradientIsTheDeviationOverClasses() {
    double[] estimates = {0.5, 0.25, 0.25, 1, 0, 1, 9, 9, 9};
    assertThat(RoleEstimates.eprGradient(estimates, 2, 3, 1.2, 2))
        .isCloseTo(2 * (1.5 - 1.2) / 3, within(1e-15));
  }

  @Test
  @DisplayName("refuses a step that would go the wrong way")
  void refusesNegativeEta() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RoleEstimates(-1, 8, 0))
        .withMessageContaining("eta");
  }

  private static double[] estimates(double[] logits) {
    double[] e = new double[logits.length];
    for (int k = 0; k < e.length; k++) {
      e[k] = 1 / (1 + Math.exp(-logits[k]));
    }
    return e;
  }

  /** ½ [ observed term + cross term + ((Σe − κ)/K)² ] of a batch of one image. */
  private static double loss(double[] logits, double kappa, double epsilon) {
    double[] e = estimates(logits);
    double sum = 0;
    double positives = 0;
    for (int k = 0; k < e.length; k++) {
      double present = -Math.log(e[k] + epsilon);
      double absent = -Math.log(1 - e[k] + epsilon);
      sum += F[k] * present + (1 - F[k]) * absent;
      sum += OBSERVED[k] == LabelBatch.PRESENT ? present : 0;
      sum += OBSERVED[k] == LabelBatch.ABSENT ? absent : 0;
      positives += e[k];
    }
    return 0.5 * (sum / e.length + Math.pow((positives - kappa) / e.length, 2));
  }
}
