package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("ROLE's objective")
class RoleTest {
  private static final Asl ASL = new Asl(1, 4, 0.05, true, 0, false);

  @Test
  @DisplayName("with a weighted residual rests where the probabilities are the estimates")
  void residualRestsAtTheEstimates() {
    LabelBatch batch = atRest();
    double[] gradient = new double[4];
    new Role(ASL, Role.CrossTerm.WEIGHTED_RESIDUAL, 2, 0, PositiveTerm.PER_ENTRY)
        .evaluate(batch, gradient);
    assertThat(gradient).containsExactly(new double[4], within(1e-15));
  }

  @Test
  @DisplayName("with focusing inside the cross term does not rest there")
  void focusingMovesThePointOfRest() {
    LabelBatch batch = atRest();
    double[] gradient = new double[4];
    new Role(ASL, 2, 0).evaluate(batch, gradient);
    assertThat(Math.abs(gradient[1])).isGreaterThan(0.01);
  }

  @Test
  @DisplayName("is the same over BCE whichever way focusing enters, as there is none")
  void bceHasNoFocusing() {
    LabelBatch batch = atRest();
    batch.observed()[2] = LabelBatch.ABSENT;
    batch.observed()[3] = LabelBatch.PRESENT;
    batch.logits()[0] = 3;
    double[] inside = new double[4];
    double[] residual = new double[4];
    double value = new Role(new Bce(), 2, 1).evaluate(batch, inside);
    assertThat(
            new Role(new Bce(), Role.CrossTerm.WEIGHTED_RESIDUAL, 2, 1, PositiveTerm.PER_ENTRY)
                .evaluate(batch, residual))
        .isCloseTo(value, within(1e-15));
    assertThat(inside).containsExactly(residual, within(1e-15));
  }

  @Test
  @DisplayName("leaves the probabilities of the pass in the batch")
  void leavesProbabilities() {
    LabelBatch batch = atRest();
    new Role(ASL, 2, 1).evaluate(batch, new double[4]);
    assertThat(batch.probabilities()).containsExactly(batch.estimates(), within(1e-15));
  }

  @Test
  @DisplayName("names the image and the class of a logit that is not finite")
  void namesNonFiniteLogits() {
    LabelBatch batch = new LabelBatch(3, 2);
    batch.logits()[5] = Double.NaN;
    double[] gradient = new double[6];
    assertThatThrownBy(() -> new Role(ASL, 1, 1).evaluate(batch, gradient))
        .isInstanceOfSatisfying(
            NonFiniteLogitsException.class,
            e -> {
              assertThat(e.row()).isEqualTo(2);
              assertThat(e.classIndex()).isEqualTo(1);
            })
        .hasMessageContaining("row 2")
        .hasMessageContaining("class 1");
  }

  private static LabelBatch atRest() {
    LabelBatch batch = new LabelBatch(2, 2);
    double[] estimates = {0.03, 0.4, 0.7, 0.999};
    for (int i = 0; i < 4; i++) {
      batch.estimates()[i] = estimates[i];
      batch.logits()[i] = Math.log(estimates[i] / (1 - estimates[i]));
    }
    return batch;
  }
}
