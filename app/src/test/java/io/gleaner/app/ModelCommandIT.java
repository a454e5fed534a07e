package io.gleaner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.app.broker.Broker;
import io.gleaner.app.broker.BrokerConfig;
import io.gleaner.network.Backbone;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.FileDigest;
import io.gleaner.network.Head;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.SafeTensors;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.TopicCatalog;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.serving.Serving;
import io.gleaner.serving.ServingConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("gleaner model, on a real broker with serving")
class ModelCommandIT {

  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Convolutional("small", 32), new Head.Linear(), 2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Broker broker;
  private Configuration configuration;
  private Path file;

  @BeforeEach
  void open() throws Exception {
    broker = Broker.started(BrokerConfig.loopback(directory));
    file =
        Files.writeString(
            directory.resolve("test.conf"),
            """
            gleaner {
              data-dir = "%1$s"
              learner.checkpoints = "%1$s/checkpoints"
              serving { port = 0, device = cpu }
              kafka.bootstrap.servers = "%2$s"
            }
            """
                .formatted(directory, broker.bootstrapServers()));
    configuration = Configuration.load(Optional.of(file));
    TopicCatalog.createMissing(configuration, PATIENCE);
    try (LabelSpaceTopic labels = new LabelSpaceTopic(configuration)) {
      labels.append(List.of("cat", "dog"));
    }
    announce(10, Status.PROMOTED);
    announce(20, Status.PROMOTED);
    announce(30, Status.REJECTED);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void announce(long step, Status status) throws Exception {
    Path checkpoint = directory.resolve("checkpoints/lineage-1-step-" + step);
    Files.createDirectories(checkpoint);
    Path parameters = checkpoint.resolve(CheckpointManifest.PARAMETERS);
    try (Network network = Network.create(SPEC, "cpu", step)) {
      SafeTensors.write(parameters, network.save(), Map.of());
    }
    String sha256 =
        CheckpointManifest.of(
                1, step, 2, SPEC, Map.of(CheckpointManifest.PARAMETERS, FileDigest.of(parameters)))
            .write(checkpoint)
            .sha256();
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(step)
            .setCheckpoint(checkpoint.getFileName().toString())
            .setSha256(sha256)
            .setStatus(status)
            .setHoldoutMap(0.5)
            .setHoldoutImages(60)
            .build();
    try (var producer =
        new KafkaProducer<>(
            configuration.kafka("test"), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  configuration.topics().models(),
                  ("model/1/" + step).getBytes(UTF_8),
                  ModelRecord.newBuilder().setModel(model).build().toByteArray()))
          .get();
    }
  }

  @Test
  @DisplayName("serving follows a rejection back to the next one, and a promotion to the rejected")
  void shouldBeFollowedByServing() throws Exception {
    try (Serving serving =
        new Serving(
            ServingConfig.from(configuration.section("serving")),
            configuration,
            new SimpleMeterRegistry())) {
      serving.start();
      awaitServed(serving, 20);
      assertThat(run("reject", "1/20", "--reason", "wrong on cats")).isZero();
      assertThat(out.toString()).contains("serving loads 1/10");
      awaitServed(serving, 10);
      assertThat(run("promote", "1/30")).isZero();
      awaitServed(serving, 30);
      assertThat(run("promote", "1/10")).isEqualTo(2);
      assertThat(err.toString()).contains("--reject-newer");
      assertThat(run("promote", "1/10", "--reject-newer")).isZero();
      awaitServed(serving, 10);
    }
    for (int step : new int[] {10, 20, 30}) {
      assertThat(directory.resolve("checkpoints/lineage-1-step-" + step)).isDirectory();
    }
  }

  private void awaitServed(Serving serving, long step) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(health(serving)).contains("1/" + step));
  }

  private String health(Serving serving) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + serving.port() + "/health/ready");
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  @DisplayName("lists, shows and exports what there is")
  void shouldListShowAndExport() throws Exception {
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines()).hasSize(4);
    assertThat(out.toString().lines().filter(line -> line.startsWith("*")).toList())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("1/20", "PROMOTED", "50.00", "60"));
    assertThat(run("list", "--json")).isZero();
    JsonNode newest = new ObjectMapper().readTree(out.toString().lines().findFirst().orElseThrow());
    assertThat(newest.path("model").asText()).isEqualTo("1/30");
    assertThat(newest.path("status").asText()).isEqualTo("REJECTED");
    assertThat(newest.path("on_disk").asBoolean()).isTrue();
    assertThat(run("show", "1/20")).isZero();
    assertThat(out.toString()).contains("holdout mAP      50.00", "checkpoint       whole");
    Path target = directory.resolve("exported");
    assertThat(run("export", "1/20", target.toString())).isZero();
    assertThat(target).isDirectoryContaining("glob:**/README.md");
    assertThat(run("export", "1/20", target.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("not empty");
    assertThat(run("show", "1/21")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no model 1/21");
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Gleaner.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Stream.of(
                    Stream.of("model"),
                    Arrays.stream(arguments),
                    Stream.of("--config", file.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new));
  }
}
