package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.Batches.Mask;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("κ estimated from known labels")
class KappaEstimateTest {

  @Test
  @DisplayName("starts at the guess and leaves it as labels come in")
  void leavesTheGuess() {
    KappaEstimate estimate = new KappaEstimate(2, 10, 4);
    assertThat(estimate.kappa()).isCloseTo(2, within(1e-12));
    for (int image = 0; image < 1000; image++) {
      estimate.observeHoldout(new byte[] {1, 2, 2, 2});
    }
    assertThat(estimate.kappa()).isCloseTo(1, within(0.02));
  }

  @Test
  @DisplayName("leaves unknown holdout labels out; their classes stay at the guess")
  void unknownLabelsSayNothing() {
    KappaEstimate estimate = new KappaEstimate(1, 1e-9, 4);
    estimate.observeHoldout(new byte[] {1, 2, 0, 0});
    assertThat(estimate.kappa()).isCloseTo(1 + 0 + 0.25 + 0.25, within(1e-6));
  }

  @Test
  @DisplayName("does not weigh a class more because more is known of it")
  void classesWeighTheSame() {
    Random random = new Random(3);
    int classes = 20;
    KappaEstimate estimate = new KappaEstimate(3, 1, classes);
    for (int image = 0; image < 20_000; image++) {
      byte[] truth = new byte[classes];
      for (int k = 0; k < classes; k++) {
        boolean present = random.nextDouble() < (k < 2 ? 0.8 : 0.1);
        if (random.nextDouble() < (k < 2 ? 0.95 : 0.4)) {
          truth[k] = present ? LabelBatch.PRESENT : LabelBatch.ABSENT;
        }
      }
      estimate.observeHoldout(truth);
    }
    assertThat(estimate.kappa()).isCloseTo(2 * 0.8 + 18 * 0.1, within(0.03));
  }

  @Test
  @DisplayName("leaves out images on which only what is there was named, not those that show all")
  void namedLabelsSayNothing() {
    KappaEstimate estimate = new KappaEstimate(1, 1, 2);
    estimate.observeHoldout(new byte[] {1, 0});
    assertThat(estimate.kappa()).isEqualTo(1);
    estimate.observeHoldout(new byte[] {1, 1});
    assertThat(estimate.kappa()).isEqualTo(1.5);
  }

  @Test
  @DisplayName(
      "is what EPR, ROLE and GPR regularise towards from then on, and nothing else changes")
  void objectivesTakeItUp() {
    LabelBatch batch = Batches.random(4, 3, 4, Mask.SINGLE_POSITIVE, 2);
    for (String name : List.of("epr", "role", "gpr")) {
      Objective given = Objectives.byName(name, Map.of("kappa", 1.7));
      assertThat(Objectives.byName(name, Map.of("kappa", 1)).withKappa(1.7)).isEqualTo(given);
    }
    Objective without = Objectives.byName("asl", Map.of());
    assertThat(without.withKappa(1.7)).isSameAs(without);
    double[] gradient = new double[batch.entries()];
    Objective role = Objectives.byName("role", Map.of("kappa", 1));
    assertThat(role.withKappa(1.7).evaluate(batch, gradient))
        .isNotEqualTo(role.evaluate(batch, gradient));
  }
}
