package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
