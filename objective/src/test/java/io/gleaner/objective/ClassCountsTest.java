package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.Batches.Mask;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Every long-tail objective")
class ClassCountsTest {
  private static final int CLASSES = 5;
  private static final double FADE = 0.5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "re-weighting",
        "class-balanced-focal",
        "ldam",
        "r-bce",
        "r-bce-focal",
        "negative-tolerant-bce",
        "db",
        "db-focal"
      })
  @DisplayName("takes running soft counts for fixed ones with the same numbers")
  void runningCountsAreWhatFixedOnesWouldBe(String name) {
    LabelBatch first = Batches.random(1, 6, CLASSES, Mask.SINGLE_POSITIVE, 2);
    LabelBatch second = Batches.random(2, 6, CLASSES, Mask.ANY, 2);
    Objective running = Objectives.byName(name, Map.of("count-fade", FADE, "count-prior", 2));
    double[] gradient = new double[second.entries()];
    double firstValue = running.evaluate(first, gradient);
    double value = running.evaluate(second, gradient);

    double[] counts = new double[CLASSES];
    Arrays.fill(counts, 2);
    fadeAndAdd(counts, first);
    fadeAndAdd(counts, second);
    double images = (4 * FADE + 6) * FADE + 6;
    Objective fixed = fixed(name, counts, images);
    double[] ofFixed = new double[second.entries()];
    assertThat(fixed.evaluate(second, ofFixed)).isCloseTo(value, within(1e-12 * value));
    assertThat(ofFixed).containsExactly(gradient, within(1e-12));
    // they ran: the first batch was weighed by other counts
    assertThat(fixed.evaluate(first, ofFixed)).isNotCloseTo(firstValue, within(1e-9));
    assertThat(fixed.state()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"re-weighting", "ldam", "db"})
  @DisplayName("refuses fixed counts that are not one a class")
  void fixedCountsMustFit(String name) {
    Objective objective = fixed(name, new double[] {3, 4}, 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> objective.evaluate(new LabelBatch(1, 3), new double[3]))
        .withMessageContaining("counts for 2 classes");
  }

  private static void fadeAndAdd(double[] counts, LabelBatch batch) {
    for (int k = 0; k < CLASSES; k++) {
      counts[k] *= FADE;
      for (int b = 0; b < batch.size(); b++) {
        int i = b * CLASSES + k;
        counts[k] +=
            switch (batch.observed()[i]) {
              case LabelBatch.PRESENT -> 1;
              case LabelBatch.ABSENT -> 0;
              default -> batch.estimates()[i];
            };
      }
    }
  }

  private static Objective fixed(String name, double[] counts, double images) {
    List<Double> list = Arrays.stream(counts).boxed().toList();
    return Objectives.byName(name, Map.of("class-counts", list, "images", images));
  }
}
