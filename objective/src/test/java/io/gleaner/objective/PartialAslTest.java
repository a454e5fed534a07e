package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Partial ASL in selective mode")
class PartialAslTest {
  private static final byte[] OBSERVED = {0, 2, 1, 0, 0, 0, 0, 0};
  private static final double[] LOGITS = {-2, 1, 0.5, 1.5, -1, -2, 0.2, -3};

  /** Two images, four classes, the first of them on 6 % of 100 images and the others on 5 %. */
  private static double[] gradient(Map<String, ?> settings) {
    LabelBatch batch = new LabelBatch(2, 4);
    System.arraycopy(LOGITS, 0, batch.logits(), 0, 8);
    System.arraycopy(OBSERVED, 0, batch.observed(), 0, 8);
    Map<String, Object> all =
        new HashMap<>(
            Map.of("mode", "selective", "class-counts", List.of(6, 5, 5, 5), "images", 100));
    all.putAll(settings);
    double[] gradient = new double[8];
    Objectives.byName("partial-asl", all).evaluate(batch, gradient);
    return gradient;
  }

  @Test
  @DisplayName("ignores un-annotated labels of classes above the threshold, whatever their p")
  void shouldIgnoreFrequentClasses() {
    double[] gradient = gradient(Map.of("likeliest", 0));
    assertThat(gradient[0]).isZero();
    assertThat(gradient[4]).isZero();
    assertThat(List.of(gradient[3], gradient[5], gradient[6], gradient[7])).doesNotContain(0.0);
  }

  @Test
  @DisplayName("ignores the likeliest besides, counted among all un-annotated ones")
  void shouldIgnoreTheLikeliestToo() {
    double[] gradient = gradient(Map.of("likeliest", 1));
    assertThat(List.of(gradient[0], gradient[4], gradient[3], gradient[6])).containsOnly(0.0);
    assertThat(List.of(gradient[5], gradient[7])).doesNotContain(0.0);
  }

  @Test
  @DisplayName("counts annotated labels of frequent classes as ever")
  void shouldCountAnnotatedLabels() {
    Map<String, ?> frequent = Map.of("class-counts", List.of(6, 90, 90, 5), "likeliest", 0);
    assertThat(gradient(frequent)).startsWith(0, gradient(Map.of())[1], gradient(Map.of())[2]);
    assertThat(gradient(frequent)[1]).isPositive();
  }

  @Test
  @DisplayName("goes by likelihood alone at a threshold of 1, and refuses one above")
  void shouldGoByLikelihoodAlone() {
    double[] gradient = gradient(Map.of("likeliest", 0, "prior-threshold", 1));
    assertThat(gradient).doesNotContain(0.0);
    assertThatThrownBy(() -> gradient(Map.of("prior-threshold", 1.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prior-threshold");
  }
}
