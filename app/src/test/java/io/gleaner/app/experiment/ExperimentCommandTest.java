package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import picocli.CommandLine;

@DisplayName("gleaner experiment")
class ExperimentCommandTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void writeDataSet() throws IOException {
    SyntheticFiles.write(directory);
  }

  private JsonNode report(String name, String... arguments) throws IOException {
    Path file = directory.resolve(name);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--features", directory.resolve("features.f32").toString(),
                "--dim", Integer.toString(SyntheticFiles.DIMENSION),
                "--labels", directory.resolve("labels.csv").toString(),
                "--classes", directory.resolve("classes.txt").toString(),
                "--batch", "16",
                "--lr", "0.03",
                "--report", file.toString()));
    all.addAll(List.of(arguments));
    int code =
        new CommandLine(new ExperimentCommand())
            .setOut(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    assertThat(code).isZero();
    return new ObjectMapper().readTree(file.toFile());
  }

  private static JsonNode withoutTimes(JsonNode report) {
    for (JsonNode result : report.get("results")) {
      ((ObjectNode) result).remove(List.of("seconds", "images_per_second"));
    }
    return report;
  }

  @Test
  @DisplayName("gives the same report again for the same seeds, and another for others")
  void shouldBeDeterministic() throws IOException {
    String[] arguments = {
      "--objective",
      "assume-negative,role,role:estimates=exact,role:estimates=published",
      "--single-positive",
      "3",
      "--epochs",
      "3",
      "--head",
      "hidden",
      "--set",
      "network.hidden.width=16"
    };
    JsonNode first = withoutTimes(report("a.json", append(arguments, "--seeds", "0,1")));
    JsonNode again = withoutTimes(report("b.json", append(arguments, "--seeds", "0,1")));
    JsonNode other = withoutTimes(report("c.json", append(arguments, "--seeds", "2,3")));
    assertThat(again).isEqualTo(first);
    assertThat(other.get("results")).isNotEqualTo(first.get("results"));
  }

  private static String[] append(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  @DisplayName("learns from all labels, chooses the learning rate by validation, reports it all")
  void shouldLearn() throws IOException {
    JsonNode report = report("r.json", "--objective", "bce", "--epochs", "20", "--lr", "1e-6,0.03");
    JsonNode result = report.get("results").get(0);
    assertThat(result.get("objective").asText()).isEqualTo("bce");
    assertThat(result.get("lr").asDouble()).isEqualTo(0.03);
    assertThat(result.get("val_map_by_lr").size()).isEqualTo(2);
    assertThat(result.get("test_map_mean").asDouble()).isBetween(95.0, 100.0);
    assertThat(result.get("best_epoch").asDouble()).isBetween(1.0, 20.0);
    assertThat(result.get("estimate_map_mean").isNull()).isTrue();
    assertThat(result.get("test_map_sd").isNull()).isTrue();
    assertThat(result.get("images_per_second").asDouble()).isPositive();
    assertThat(report.get("setup").get("train_images").asInt()).isBetween(100, 128);
    assertThat(out.toString()).contains("bce").contains("test mAP");
  }

  @Test
  @DisplayName("ranks the hidden truth by the estimates better than chance")
  void shouldMeasureEstimates() throws IOException {
    JsonNode results =
        report("r.json", "--objective", "role", "--single-positive", "0", "--epochs", "15")
            .get("results");
    assertThat(results.get(0).get("estimate_map_mean").asDouble()).isGreaterThan(50);
  }

  @Test
  @DisplayName("goes once over a stream, with a bounded buffer and classes one after another")
  void shouldStream() throws IOException {
    String[] arguments = {
      "--objective", "role", "--single-positive", "0", "--stream", "--replays", "4"
    };
    JsonNode all = report("a.json", arguments).get("results").get(0);
    JsonNode sorted =
        report("b.json", append(arguments, "--arrival", "by-class", "--buffer", "20"))
            .get("results")
            .get(0);
    assertThat(all.get("best_epoch").asDouble()).isEqualTo(1);
    assertThat(all.get("test_map_mean").asDouble()).isGreaterThan(60);
    assertThat(sorted.get("test_map_mean")).isNotEqualTo(all.get("test_map_mean"));
  }

  @Test
  @DisplayName("lets the learner draw class by class after the first pass")
  void shouldDrawByClass() throws IOException {
    String[] arguments = {"--objective", "bce", "--epochs", "4"};
    JsonNode uniform = withoutTimes(report("a.json", arguments)).get("results");
    JsonNode byClass =
        withoutTimes(report("b.json", append(arguments, "--set", "replay.sampler=class-aware")))
            .get("results");
    JsonNode again =
        withoutTimes(report("c.json", append(arguments, "--set", "replay.sampler=class-aware")))
            .get("results");
    assertThat(byClass).isNotEqualTo(uniform).isEqualTo(again);
    assertThat(byClass.get(0).get("test_map_mean").asDouble()).isGreaterThan(80);
  }

  @Test
  @DisplayName("says what is wrong with the last objective before it trains with the first")
  void shouldCheckFirst() throws IOException {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new ExperimentCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                "--features", directory.resolve("features.f32").toString(),
                "--dim", Integer.toString(SyntheticFiles.DIMENSION),
                "--labels", directory.resolve("labels.csv").toString(),
                "--classes", directory.resolve("classes.txt").toString(),
                "--objective", "bce,epr:lambada=2");
    assertThat(code).isNotZero();
    assertThat(err.toString()).contains("--objective epr:lambada=2").contains("lambda");
    assertThat(out.toString()).doesNotContain("trains with");
  }

  @Test
  @DisplayName("writes what training was told, and trains on it alike when it reads it")
  void shouldReadWhatItWrote() throws IOException {
    String observed = directory.resolve("observed.csv").toString();
    JsonNode written =
        report(
            "a.json",
            "--objective",
            "epr",
            "--epochs",
            "2",
            "--single-positive",
            "5",
            "--write-observed",
            observed);
    JsonNode read = report("b.json", "--objective", "epr", "--epochs", "2", "--observed", observed);
    assertThat(withoutTimes(read).get("results")).isEqualTo(withoutTimes(written).get("results"));
  }
}
