package io.gleaner.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The learner's bench")
class LearnerBenchTest {

  @TempDir Path directory;

  private LearnerBenchResult run(LearnerBenchSettings settings) throws IOException {
    var defaults = Configuration.load(Optional.empty()).section("learner");
    return new LearnerBench(settings, defaults, directory.resolve("replay")).run();
  }

  private static LearnerBenchSettings settings(String regime, boolean inMemory) {
    return new LearnerBenchSettings(
        regime, "small", 32, "linear", 24, 5, 4, 30, "role", "adam", inMemory, 2, 10, 1);
  }

  @ParameterizedTest(name = "{0}, in memory: {1}")
  @CsvSource({"linear,true", "linear,false", "fine-tune,true"})
  @DisplayName("counts all of a step's time, once")
  void shouldAccountForTheWholeStep(String regime, boolean inMemory) throws IOException {
    LearnerBenchResult result = run(settings(regime, inMemory));
    double parts =
        result.microsecondsByPart().values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(parts).isCloseTo(1e6 / result.stepsPerSecond(), within(1e-3));
    assertThat(result.microsecondsByPart())
        .containsOnlyKeys(
            "decode", "forward", "objective", "backward", "optimiser", "estimates", "rest");
    assertThat(result.microsecondsByPart().values()).allMatch(time -> time > 0);
    assertThat(result.imagesPerSecond())
        .isCloseTo(4 * result.stepsPerSecond(), within(1e-6 * result.imagesPerSecond()));
  }

  @Test
  @DisplayName("keeps a row of each image, and moves those of a batch alone")
  void shouldKeepARowOfEachImage() {
    EstimateTable table = new EstimateTable(7, 5, 2);
    assertThat(table.observed(6)).containsExactly(0, 1, 0, 0, 0);
    var prediction =
        Prediction.newBuilder()
            .setId("6")
            .setLineage(1)
            .setStep(3)
            .addAllProbabilities(List.of(0.9f, 0.9f, 0.01f, 0.4f, 0.4f))
            .build();
    var first = table.after(prediction);
    assertThat(first.getRevision()).isEqualTo(1);
    assertThat((int) first.getEstimates().byteAt(0)).isGreaterThan(first.getEstimates().byteAt(2));
    assertThat(table.after(prediction).getRevision()).isEqualTo(2);
    assertThat(table.after(prediction.toBuilder().setId("5").build()).getRevision()).isEqualTo(1);
  }
}
