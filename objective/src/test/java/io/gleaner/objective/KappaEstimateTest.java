package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.Batches.Mask;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("κ estimated online")
class KappaEstimateTest {

  @Test
  @DisplayName("starts at the guess and leaves it as labels come in")
  void leavesTheGuess() {
    KappaEstimate estimate = new KappaEstimate(2, 10, 4);
    assertThat(estimate.kappa(4)).isCloseTo(2, within(1e-12));
    for (int image = 0; image < 1000; image++) {
      estimate.observeHoldout(new byte[] {1, 2, 2, 2});
    }
    assertThat(estimate.kappa(4)).isCloseTo(1, within(0.01));
  }

  @Test
  @DisplayName("leaves unknown holdout labels out")
  void unknownLabelsSayNothing() {
    KappaEstimate estimate = new KappaEstimate(1, 1e-9, 4);
    estimate.observeHoldout(new byte[] {1, 2, 0, 0});
    assertThat(estimate.kappa(4)).isCloseTo(2, within(1e-6));
  }

  @Test
  @DisplayName("makes up for audits that ask likely labels more often")
  void auditsAreWeighted() {
    Random random = new Random(5);
    KappaEstimate estimate = new KappaEstimate(5, 1e-9, 10);
    for (int label = 0; label < 200_000; label++) {
      boolean present = random.nextDouble() < 0.12;
      double propensity = present ? 0.5 : 0.05;
      if (random.nextDouble() < propensity) {
        estimate.observeAudit(present, propensity);
      }
    }
    assertThat(estimate.kappa(10)).isCloseTo(1.2, within(0.05));
  }

  @Test
  @DisplayName("goes on from its saved state")
  void stateIsComplete() {
    KappaEstimate estimate = new KappaEstimate(2, 10, 4);
    estimate.observeAudit(true, 0.1);
    KappaEstimate restored = new KappaEstimate(3, 1, 4);
    restored.restore(estimate.state());
    assertThat(restored.kappa(4)).isEqualTo(estimate.kappa(4));
  }

  @Test
  @DisplayName("is what EPR, ROLE and GPR regularise towards from then on")
  void objectivesTakeItUp() {
    KappaEstimate estimate = new KappaEstimate(1, 10, 4);
    estimate.observeHoldout(new byte[] {1, 1, 1, 2});
    estimate.observeAudit(false, 0.25);
    double kappa = estimate.kappa(4);
    assertThat(kappa).isCloseTo(4 * 5.5 / 18, within(1e-12));
    LabelBatch batch = Batches.random(4, 3, 4, Mask.SINGLE_POSITIVE, 2);
    for (String name : List.of("epr", "role", "gpr")) {
      Objective given = Objectives.byName(name, Map.of("kappa", kappa));
      Objective followed = withKappa(Objectives.byName(name, Map.of("kappa", 1)), kappa);
      double[] gradient = new double[batch.entries()];
      double[] ofFollowed = new double[batch.entries()];
      assertThat(followed.evaluate(batch, ofFollowed)).isEqualTo(given.evaluate(batch, gradient));
      assertThat(ofFollowed).isEqualTo(gradient);
    }
  }

  private static Objective withKappa(Objective objective, double kappa) {
    if (objective instanceof Epr epr) {
      return epr.withKappa(kappa);
    }
    return objective instanceof Role role
        ? role.withKappa(kappa)
        : ((Gpr) objective).withKappa(kappa);
  }
}
