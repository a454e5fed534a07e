package io.gleaner.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Five processes on loopback")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FiveProcessesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int IMAGES = 150;

  @TempDir private static Path directory;

  @SuppressWarnings("NullAway.Init") // set before all
  private static LoopFixture loop;

  @SuppressWarnings("NullAway.Init") // set before all
  private static DrawnFolder folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void startFromAFreshDirectory() throws IOException {
    folder = DrawnFolder.draw(directory.resolve("photos"), IMAGES, 1);
    loop = new LoopFixture(directory, Optional.empty());
    loop.start();
  }

  @AfterAll
  static void killWhatIsLeft() {
    loop.close();
  }

  @Test
  @Order(1)
  @DisplayName("live before their broker does, and then take classes and a folder of images")
  void shouldImportAFolder() throws Exception {
    loop.ports().forEach((stage, port) -> awaitStatus(stage, "/health/live", 200));
    awaitStatus("broker", "/health/ready", 200);
    GleanerProcess.Result classes =
        loop.command("classes", "add", "disc", "square", "stripe").result(PATIENCE);
    assertThat(classes.exitCode()).as(classes.err()).isZero();
    GleanerProcess.Result imported =
        loop.command(
                "import",
                "--csv",
                folder.csv().toString(),
                "--images",
                folder.directory().toString())
            .result(PATIENCE);
    assertThat(imported.exitCode()).as(imported.err() + imported.out()).isZero();
    assertThat(imported.out()).contains(IMAGES + " sent, 0 skipped");
  }

  @Test
  @Order(2)
  @DisplayName("tag every image with a model's scores")
  void shouldTagEveryImage() {
    try (TagTable tags = new TagTable(loop.bootstrapServers())) {
      await("a scored tag record for each image")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () ->
                  assertThat(tags.scoredIds())
                      .as("%s", loop.tails())
                      .containsExactlyInAnyOrderElementsOf(folder.ids()));
    }
  }

  @Test
  @Order(3)
  @DisplayName("are all ready then")
  void shouldBecomeReady() {
    loop.ports().forEach((stage, port) -> awaitStatus(stage, "/health/ready", 200));
  }

  @Test
  @Order(4)
  @DisplayName("answer for a stored image and for one that nobody has seen")
  void shouldAnswerHttp() throws Exception {
    HttpResponse<String> stored = get("serving", "/v1/images/" + folder.ids().get(0));
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    JsonNode record = json.readTree(stored.body());
    assertThat(record.get("id").asText()).isEqualTo(folder.ids().get(0));
    assertThat(record.get("tags")).hasSize(DrawnFolder.CLASSES.size());
    HttpRequest post =
        HttpRequest.newBuilder(uri("serving", "/v1/tag"))
            .POST(
                HttpRequest.BodyPublishers.ofFile(folder.directory().resolve(folder.ids().get(1))))
            .build();
    HttpResponse<String> tagged = http.send(post, HttpResponse.BodyHandlers.ofString(UTF_8));
    assertThat(tagged.statusCode()).as(tagged.body()).isEqualTo(200);
    assertThat(tagged.body()).contains(DrawnFolder.CLASSES);
    assertThat(get("serving", "/v1/images/nobody").statusCode()).isEqualTo(404);
  }

  @Test
  @Order(5)
  @DisplayName("let themselves be scraped, with JVM and Kafka client metrics")
  void shouldServeMetrics() throws Exception {
    for (String stage : loop.ports().keySet()) {
      HttpResponse<String> scrape = get(stage, "/metrics");
      assertThat(scrape.statusCode()).isEqualTo(200);
      assertThat(scrape.body()).as(stage).contains("jvm_memory_used_bytes");
      if (!stage.equals("broker")) {
        assertThat(scrape.body()).as(stage).contains("kafka_");
      }
    }
  }

  @Test
  @Order(6)
  @DisplayName("turn each bad submission into one rejected record, and go on")
  void shouldRejectBadInput() throws Exception {
    Map<String, String> expected;
    Set<String> good;
    try (BadInput bad = new BadInput(loop.bootstrapServers())) {
      expected = bad.send(Files.readAllBytes(folder.directory().resolve(folder.ids().get(0))));
      good = bad.goodIds();
    }
    try (TopicContents rejected =
            new TopicContents(loop.bootstrapServers(), "gleaner.rejected.v1");
        TagTable tags = new TagTable(loop.bootstrapServers())) {
      await("one rejected record for each bad one")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(BadInput.reasons(rejected.look()))
                      .containsExactlyInAnyOrderEntriesOf(expected));
      await("a tag record for each good one between")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(tags.ids()).containsAll(good));
      assertThat(rejected.look()).hasSize(expected.size());
      assertThat(rejected.look())
          .allSatisfy(
              record ->
                  assertThat(record.headers().lastHeader("gleaner-topic").value())
                      .asString(UTF_8)
                      .isEqualTo("gleaner.submissions.v1"));
    }
  }

  @Test
  @Order(7)
  @DisplayName("print every image's newest tag record as a JSON line")
  void shouldPrintTags() throws Exception {
    GleanerProcess.Result printed = loop.command("tags").result(PATIENCE);
    assertThat(printed.exitCode()).as(printed.err()).isZero();
    List<String> ids =
        printed.out().lines().map(FiveProcessesIT::id).filter(folder.ids()::contains).toList();
    assertThat(ids).containsExactlyInAnyOrderElementsOf(folder.ids());
    GleanerProcess.Result one = loop.command("tags", "--id", folder.ids().get(3)).result(PATIENCE);
    assertThat(one.out().lines()).singleElement().asString().contains(folder.ids().get(3));
  }

  @Test
  @Order(8)
  @DisplayName("end within ten seconds of SIGTERM, with exit code 0")
  void shouldEndCleanly() {
    for (GleanerProcess process : loop.processes()) {
      assertThat(process.isAlive()).as(process.tail()).isTrue();
      process.terminate();
      await(process + " to end").atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
      assertThat(process.exitCode()).as(process.tail()).isZero();
    }
  }

  private void awaitStatus(String stage, String path, int status) {
    await(stage + path)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              HttpResponse<String> response = get(stage, path);
              assertThat(response.statusCode())
                  .as("%s: %s%s", stage, response.body(), loop.tails())
                  .isEqualTo(status);
            });
  }

  private HttpResponse<String> get(String stage, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(stage, path)).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static URI uri(String stage, String path) {
    return URI.create("http://127.0.0.1:" + loop.port(stage) + path);
  }

  private static String id(String line) {
    try {
      return new ObjectMapper().readTree(line).get("id").asText();
    } catch (IOException e) {
      throw new AssertionError("not a JSON line: " + line, e);
    }
  }
}
