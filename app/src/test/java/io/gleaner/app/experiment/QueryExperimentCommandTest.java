package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("gleaner experiment-queries")
class QueryExperimentCommandTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void writeDataSet() throws IOException {
    SyntheticFiles.write(directory);
  }

  private int execute(Path file, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--features",
                directory.resolve("features.f32").toString(),
                "--dim",
                Integer.toString(SyntheticFiles.DIMENSION),
                "--labels",
                directory.resolve("labels.csv").toString(),
                "--classes",
                directory.resolve("classes.txt").toString(),
                "--single-positive",
                "0",
                "--batch",
                "16",
                "--lr",
                "0.03",
                "--epochs-before",
                "3",
                "--rounds",
                "2",
                "--report",
                file.toString()));
    all.addAll(List.of(more));
    return new CommandLine(new QueryExperimentCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(out))
        .execute(all.toArray(String[]::new));
  }

  private JsonNode report(String name) throws IOException {
    Path file = directory.resolve(name);
    assertThat(execute(file, "--answers", "41", "--seeds", "0,1")).isZero();
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  @DisplayName("gives the same report again")
  void shouldBeDeterministic() throws IOException {
    assertThat(report("a.json")).isEqualTo(report("b.json"));
  }

  @Test
  @DisplayName(
      "starts both rules at the same point and asks in rounds as many questions as it was told")
  void shouldAskInRounds() throws IOException {
    JsonNode report = report("r.json");

    assertThat(report.get("rounds").findValuesAsText("answers")).containsExactly("0", "20", "41");
    for (JsonNode seed : report.get("seeds")) {
      assertThat(seed.get("chosen").get(0)).isEqualTo(seed.get("random").get(0));
    }
    assertThat(report.get("rounds").get(0).get("gain").get("mean").asDouble()).isZero();
    JsonNode last = report.get("rounds").get(2);
    assertThat(last.get("chosen_hidden_positives").asDouble()).isBetween(1.0, 41.0);
    assertThat(last.get("random_hidden_positives").asDouble()).isBetween(1.0, 41.0);
    assertThat(out.toString()).contains("95 % interval");
  }

  @ParameterizedTest
  @DisplayName("other rules ask other questions from the same start")
  @ValueSource(strings = {"settling", "bits"})
  void shouldCompareRules(String rule) throws IOException {
    Path file = directory.resolve("r.json");
    assertThat(execute(file, "--answers", "41", "--query-rule", rule)).isZero();

    JsonNode other = new ObjectMapper().readTree(file.toFile());
    assertThat(other.get("rule").asText()).isEqualTo(rule);
    JsonNode own = report("own.json");
    assertThat(other.get("seeds").get(0).get("random"))
        .isEqualTo(own.get("seeds").get(0).get("random"));
  }

  @Test
  @DisplayName("refuses fewer answers than rounds")
  void shouldRefuseTooFewAnswers() {
    assertThat(execute(directory.resolve("r.json"), "--answers", "1")).isNotZero();
  }
}
