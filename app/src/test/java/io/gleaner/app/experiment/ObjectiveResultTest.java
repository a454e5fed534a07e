package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Results of an objective")
class ObjectiveResultTest {

  private static RunResult run(double rate, long seed, double validation, double test) {
    Scores scores = new Scores(test, test, Double.NaN, Double.NaN, test, 0);
    return new RunResult(rate, seed, 3, validation, scores, Double.NaN, 0, 2, 1_000);
  }

  private final ObjectiveResult result =
      ObjectiveResult.of(
          "bce",
          List.of(
              run(1e-3, 0, 60, 50), run(1e-3, 1, 62, 52),
              run(1e-2, 0, 70, 49), run(1e-2, 1, 50, 90)));

  @Test
  @DisplayName("are those of the learning rate with the best mean validation, whatever the test")
  void shouldChooseByValidation() {
    assertThat(result.learningRate()).isEqualTo(1e-3);
    assertThat(result.chosen()).extracting(RunResult::seed).containsExactly(0L, 1L);
    assertThat(result.validationMaps()).isEqualTo(Map.of(1e-3, 61.0, 1e-2, 60.0));
    assertThat(result.imagesPerSecond()).isEqualTo(500);
  }

  @Test
  @DisplayName("have the sample's deviation and the standard error of the mean")
  void shouldSummarise() {
    Summary test = Summary.of(result.chosen(), run -> run.test().map());
    assertThat(test.mean()).isEqualTo(51);
    assertThat(test.deviation()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(test.error()).isCloseTo(1, within(1e-12));
    assertThat(Summary.of(result.chosen().subList(0, 1), RunResult::validationMap).deviation())
        .isNaN();
  }

  @Test
  @DisplayName("are shown in a table with a dash where there is no number")
  void shouldShowATable() {
    List<String> lines = ResultTable.of(List.of(result)).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("objective");
    assertThat(lines.get(1)).startsWith("bce").contains("1e-03", "61.00", "51.00", " - ");
    assertThat(lines.get(0).length()).isEqualTo(lines.get(1).length());
  }
}
