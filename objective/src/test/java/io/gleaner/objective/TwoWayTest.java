package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.Batches.Mask;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Two-way loss with a margin")
class TwoWayTest {
  private static final double MARGIN = 1.5;

  @Test
  @DisplayName("asks of present logits to be higher, and of absent ones to be lower, by m together")
  void marginIsAShiftOfTheLogits() {
    LabelBatch batch = Batches.random(11, 5, 7, Mask.ALL_KNOWN, 3);
    for (double ofPresent : new double[] {0, 0.4, MARGIN}) {
      LabelBatch shifted = batch.copy();
      for (int i = 0; i < batch.entries(); i++) {
        boolean present = batch.observed()[i] == LabelBatch.PRESENT;
        shifted.logits()[i] += present ? -ofPresent : MARGIN - ofPresent;
      }
      double[] gradient = new double[batch.entries()];
      double[] gradientOfShifted = new double[batch.entries()];
      double value = withMargin(MARGIN).evaluate(batch, gradient);
      assertThat(value)
          .isCloseTo(withMargin(0).evaluate(shifted, gradientOfShifted), within(1e-12 * value));
      assertThat(gradient).containsExactly(gradientOfShifted, within(1e-12));
    }
  }

  @Test
  @DisplayName("is the softmax loss with an additive margin for one present label at T = 1")
  void onePresentLabelIsSoftmax() {
    LabelBatch batch = new LabelBatch(1, 3);
    double[] logits = {2, 0.5, -1};
    System.arraycopy(logits, 0, batch.logits(), 0, 3);
    byte[] observed = {LabelBatch.PRESENT, LabelBatch.ABSENT, LabelBatch.ABSENT};
    System.arraycopy(observed, 0, batch.observed(), 0, 3);
    Objective objective =
        Objectives.byName(
            "two-way",
            Map.of("direction", "sample-wise", "temperature-present", 1, "margin", MARGIN));
    double present = Math.exp(2 - MARGIN);
    double softmax = present / (present + Math.exp(0.5) + Math.exp(-1));
    double[] gradient = new double[3];
    assertThat(objective.evaluate(batch, gradient)).isCloseTo(-Math.log(softmax), within(1e-12));
    assertThat(gradient[0]).isCloseTo(softmax - 1, within(1e-12));
  }

  private static Objective withMargin(double margin) {
    return Objectives.byName("two-way", Map.of("margin", margin));
  }
}
