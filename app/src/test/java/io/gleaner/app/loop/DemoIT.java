package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int IMAGES = 200;

  /** As on a machine that is set up for a cluster in earnest, which a demo must not touch. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "GLEANER_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
          "GLEANER_TOPICS_PREFIX", "production.",
          "GLEANER_LEARNER_MAX_STEPS", "1");

  /** A line of progress from which at least ten steps can be read. */
  private static final Pattern TRAINING = Pattern.compile("steps \\d{2,}/");

  @TempDir private static Path directory;

  private static GleanerProcess demo(String... more) {
    String[] arguments = new String[more.length + 5];
    arguments[0] = "demo";
    arguments[1] = "--data";
    arguments[2] = directory.resolve("demo").toString();
    arguments[3] = "--port";
    arguments[4] = "0";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return GleanerProcess.start(directory, ELSEWHERE, arguments);
  }

  private static JsonNode report() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("demo/report.json").toFile());
  }

  @Test
  @Order(1)
  @DisplayName(
      "killed with -9 half way and started again, finishes with every image tagged, whatever the"
          + " environment says of a cluster")
  void shouldSurviveAKill() throws Exception {
    try (GleanerProcess killed = demo("--images", Integer.toString(IMAGES), "--seed", "3")) {
      await("training to be under way")
          .atMost(PATIENCE)
          .until(() -> !killed.isAlive() || TRAINING.matcher(printed()).find());
      assertThat(killed.isAlive()).as(killed.tail() + printed()).isTrue();
    }
    GleanerProcess.Result result = demo().result(PATIENCE);
    assertThat(result.exitCode()).as(result.err() + result.out()).isZero();
    assertThat(report().get("images").asInt()).isEqualTo(IMAGES);
    assertThat(report().get("tagged").asInt()).isEqualTo(IMAGES);
    assertThat(report().get("rejected").asInt()).isZero();
    assertThat(report().get("holdout_map_last").asDouble())
        .isGreaterThan(report().get("prior_map").asDouble());
    assertThat(directory.resolve("demo/report.svg")).isNotEmptyFile();
  }

  @Test
  @Order(2)
  @DisplayName("started again when it is finished, sends nothing again and keeps its model")
  void shouldGoOnWhereItWas() throws Exception {
    JsonNode before = report();
    GleanerProcess.Result result = demo().result(PATIENCE);
    assertThat(result.exitCode()).as(result.err() + result.out()).isZero();
    for (String figure :
        new String[] {"images", "tagged", "rejected", "steps", "holdout_map_last"}) {
      assertThat(report().get(figure)).as(figure).isEqualTo(before.get(figure));
    }
    assertThat(report().get("estimate_map").asDouble())
        .isEqualTo(before.get("estimate_map").asDouble());
  }

  @Test
  @Order(3)
  @DisplayName("refuses to mix other pictures into its directory, in one line, with exit code 2")
  void shouldRefuseOtherPictures() throws Exception {
    GleanerProcess.Result result = demo("--images", "77").result(PATIENCE);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("holds a demo of " + IMAGES + " images");
  }

  private static String printed() throws IOException {
    return Files.readString(directory.resolve("demo.out"));
  }
}
