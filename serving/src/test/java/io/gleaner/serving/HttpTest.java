package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.TagRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTest {
  private static final byte[] PICTURE = Pictures.encoded("jpeg", 64, 64);

  @TempDir Path directory;
  private final Tasks tasks = new Tasks();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private TestServer server;

  @BeforeEach
  void open() {
    server = server(directory, 0);
    server.http.start();
    tasks.start("tagging", server.tagging);
  }

  private static TestServer server(Path directory, int port) {
    return new TestServer(
        directory,
        "serving { port = %d, http { max-bytes = 100000, max-pixels = 10000 } }".formatted(port));
  }

  @AfterEach
  void close() {
    tasks.stop(Duration.ofSeconds(5));
    server.close();
    double answered =
        server.registry.find("gleaner.serving.requests").counters().stream()
            .mapToDouble(c -> c.count())
            .sum();
    assertThat(answered)
        .as("tagged + refused + unavailable + failed")
        .isEqualTo(server.registry.counter("gleaner.serving.requests.received").count());
  }

  @Test
  @DisplayName("says in one line that its port is taken, and which setting to change")
  void shouldSayThatThePortIsTaken() {
    try (TestServer second = server(directory.resolve("second"), server.http.port())) {
      assertThatThrownBy(second.http::start)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(":" + server.http.port())
          .hasMessageContaining("gleaner.serving.port")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void shouldTagAPostedImage() throws Exception {
    serve(
        ModelVersion.newBuilder()
            .setLineage(3)
            .setStep(70)
            .setStatus(ModelVersion.Status.UNGATED)
            .addThresholds(0.4f)
            .addThresholds(0.3f)
            .build());
    HttpResponse<String> answer = post("/v1/tag", PICTURE);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = json.readTree(answer.body());
    assertThat(body.at("/model/lineage").asLong()).isEqualTo(3);
    assertThat(body.at("/model/step").asLong()).isEqualTo(70);
    assertThat(body.at("/model/status").asText()).isEqualTo("UNGATED");
    assertThat(body.at("/tags/0/name").asText()).isEqualTo("cat");
    assertThat(body.at("/tags/0/score").asDouble()).isEqualTo(0.5);
    assertThat(body.at("/tags/0/present").asBoolean()).isTrue();
    assertThat(body.at("/tags/1/present").asBoolean()).isFalse();
    assertThat(body.at("/tags/1/threshold").floatValue()).isEqualTo(0.3f);
  }

  @Test
  void shouldShowAsManyTagsAsAskedForAndAllPresent() throws Exception {
    serve(ModelVersion.newBuilder().setLineage(1).build());
    assertThat(json.readTree(post("/v1/tag?limit=0", PICTURE).body()).at("/tags")).hasSize(1);
    assertThat(json.readTree(post("/v1/tag?limit=2", PICTURE).body()).at("/tags")).hasSize(2);
    assertThat(post("/v1/tag?limit=many", PICTURE).statusCode()).isEqualTo(400);
  }

  @Test
  void shouldAnswer503UntilThereIsAModel() throws Exception {
    HttpResponse<String> answer = post("/v1/tag", PICTURE);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertProblem(answer, "no model is promoted yet; try again later");
  }

  @Test
  void shouldNameTheReasonForWhichAnImageIsRefused() throws Exception {
    serve(ModelVersion.newBuilder().setLineage(1).build());
    HttpResponse<String> cut = post("/v1/tag", Arrays.copyOf(PICTURE, PICTURE.length - 20));
    assertThat(cut.statusCode()).isEqualTo(422);
    assertThat(json.readTree(cut.body()).at("/reason").asText()).isEqualTo("truncated-image");
    HttpResponse<String> huge = post("/v1/tag", Pictures.encoded("png", 200, 200));
    assertThat(huge.statusCode()).isEqualTo(422);
    assertThat(json.readTree(huge.body()).at("/reason").asText()).isEqualTo("too-many-pixels");
    assertProblem(huge, "200×200 pixels; at most 10000 in all are allowed");
  }

  @Test
  void shouldRefuseABodyPastTheLimitWhetherItsLengthIsSaidOrNot() throws Exception {
    assertThat(post("/v1/tag", new byte[100_001]).statusCode()).isEqualTo(413);
    HttpRequest chunked =
        HttpRequest.newBuilder(uri("/v1/tag"))
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[100_001])))
            .build();
    HttpResponse<String> answer = client.send(chunked, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertProblem(answer, "the image has more than 100000 bytes");
  }

  @Test
  void shouldGiveTheCurrentTagRecordOfAnyId() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String id : List.of("plain", "a/b c", "ü?#%2F")) {
      byte[] record = TagRecord.newBuilder().setId(id).setRevision(7).build().toByteArray();
      records.add(new ConsumerRecord<>("tags", 0, 0, id.getBytes(UTF_8), record));
    }
    server.store.apply(records, Map.of(), 0);
    JsonNode plain = json.readTree(get("/v1/images/plain").body());
    assertThat(plain.at("/id").asText()).isEqualTo("plain");
    assertThat(plain.at("/revision").asText()).isEqualTo("7");
    assertThat(plain.at("/lineage").asText()).as("defaults are written").isEqualTo("0");
    assertThat(get("/v1/images/a/b%20c").statusCode()).isEqualTo(200);
    assertThat(get("/v1/images/a%2Fb%20c").statusCode()).isEqualTo(200);
    assertThat(get("/v1/images/%C3%BC%3F%23%252F").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswer404WithAProblem() throws Exception {
    assertProblem(get("/v1/images/nobody"), "there is no tag record of image nobody");
    assertThat(get("/v1/images/nobody").statusCode()).isEqualTo(404);
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/nowhere").headers().firstValue("Content-Type")).hasValue(Problem.CONTENT_TYPE);
    assertThat(get("/v1/tag").statusCode()).isEqualTo(405);
  }

  @Test
  void shouldTellHealth() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body()).contains("a promoted model");
    server.health = new Health(true, true, "1/10", List.of());
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    server.health = new Health(false, false, "1/10", List.of());
    assertThat(get("/health/live").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldShowMetersInPrometheusFormat() throws Exception {
    post("/v1/tag", PICTURE);
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.body())
        .contains("gleaner_serving_requests_total{outcome=\"unavailable\"} 1.0");
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
  }

  @Test
  void shouldFailNoRequestWhileModelsChange() throws Exception {
    serve(ModelVersion.newBuilder().setLineage(1).build());
    long step = 0;
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      if (i % 5 == 0) {
        server.slot.offer(new FakeModel(1, ++step));
      }
      if (i >= 100) {
        answers.get(i - 100).join(); // at most a hundred at once
      }
      answers.add(client.sendAsync(tagRequest(PICTURE), BodyHandlers.ofString()));
    }
    assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
    long last = json.readTree(answers.get(399).join().body()).at("/model/step").asLong();
    assertThat(last).as("models did change").isGreaterThan(50);
  }

  private void serve(ModelVersion about) {
    server.slot.offer(new FakeModel(about));
    Awaitility.await().until(() -> server.slot.inUse() != null);
  }

  private void assertProblem(HttpResponse<String> answer, String detail) throws IOException {
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(Problem.CONTENT_TYPE);
    JsonNode problem = json.readTree(answer.body());
    assertThat(problem.at("/status").asInt()).isEqualTo(answer.statusCode());
    assertThat(problem.at("/detail").asText()).isEqualTo(detail);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest tagRequest(byte[] body) {
    return HttpRequest.newBuilder(uri("/v1/tag")).POST(BodyPublishers.ofByteArray(body)).build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.http.port() + path);
  }
}
