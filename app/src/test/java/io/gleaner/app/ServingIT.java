package io.gleaner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gleaner.network.Backbone;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.FileDigest;
import io.gleaner.network.Head;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.SafeTensors;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.serving.Serving;
import io.gleaner.serving.ServingConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Serving, on a real broker")
class ServingIT {
  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Convolutional("small", 32), new Head.Linear(), 2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final byte[] picture = picture();
  private final Set<String> predicted = new HashSet<>();
  private Cluster cluster;
  private Configuration configuration;
  private Topics topics;
  private KafkaConsumer<byte[], byte[]> predictions;

  @BeforeEach
  void open() throws Exception {
    cluster = Cluster.start(directory, "cat", "dog");
    configuration = configuration("one");
    topics = configuration.topics();
    predictions =
        new KafkaConsumer<>(
            configuration.kafka("test"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        predictions.partitionsFor(topics.predictions()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    predictions.assign(partitions);
    predictions.seekToBeginning(partitions);
  }

  private Configuration configuration(String instance) {
    return cluster.configuration(
        instance,
        Map.of(
            "learner.checkpoints",
            directory.resolve("checkpoints").toString(),
            "serving.port",
            0,
            "serving.device",
            "cpu"));
  }

  @AfterEach
  void close() {
    predictions.close();
    cluster.close();
  }

  @Test
  @DisplayName("waits for a model, scores, scores again after a promotion, and goes on")
  void shouldServe() throws Exception {
    for (int i = 0; i < 60; i++) {
      sample("image" + i);
    }
    Serving serving = serving(configuration);
    serving.start();
    assertThat(get(serving, "/health/live").statusCode()).isEqualTo(200);
    assertThat(get(serving, "/health/ready").statusCode()).isEqualTo(503);
    assertThat(post(serving).statusCode()).isEqualTo(503);

    promote(1, 10);
    awaitPredicted(60, "1/10");
    Awaitility.await().atMost(PATIENCE).until(serving::ready);
    HttpResponse<String> answer = post(serving);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"lineage\":1", "\"step\":10", "cat", "dog");

    damaged(1, 20);
    promote(1, 30);
    awaitPredicted(60, "1/30");
    assertThat(predicted).noneMatch(line -> line.endsWith("1/20"));

    send(topics.tags(), "image1", TagRecord.newBuilder().setId("image1").setRevision(4).build());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> get(serving, "/v1/images/image1").statusCode() == 200);
    assertThat(get(serving, "/metrics").body())
        .contains("gleaner_serving_samples_total", "kafka_consumer");
    serving.close();
    assertThat(serving.termination()).isCompleted();

    predicted.clear();
    try (Serving again = serving(configuration)) {
      again.start();
      Awaitility.await().atMost(PATIENCE).until(again::ready);
      assertThat(get(again, "/v1/images/image1").body()).contains("\"revision\": \"4\"");
      sample("late");
      awaitPredicted(1, "1/30");
      assertThat(predicted).containsExactly("late by 1/30");
    }
  }

  @Test
  @DisplayName("loses nothing while instances come and go")
  void shouldShareTheWork() throws Exception {
    promote(1, 10);
    Serving first = serving(configuration);
    first.start();
    for (int i = 0; i < 40; i++) {
      sample("a" + i);
    }
    awaitPredicted(40, "1/10");
    try (Serving second = serving(configuration("two"))) {
      second.start();
      for (int i = 0; i < 40; i++) {
        sample("b" + i);
      }
      first.close();
      for (int i = 0; i < 40; i++) {
        sample("c" + i);
      }
      awaitPredicted(120, "1/10");
    }
  }

  private static Serving serving(Configuration configuration) {
    return new Serving(
        ServingConfig.from(configuration.section("serving")),
        configuration,
        new SimpleMeterRegistry());
  }

  private void awaitPredicted(int count, String version) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (ConsumerRecord<byte[], byte[]> record :
                  predictions.poll(Duration.ofMillis(50))) {
                Prediction prediction = Prediction.parseFrom(record.value());
                predicted.add(
                    "%s by %d/%d"
                        .formatted(
                            prediction.getId(), prediction.getLineage(), prediction.getStep()));
              }
              assertThat(predicted).filteredOn(line -> line.endsWith(version)).hasSize(count);
            });
  }

  private void promote(long lineage, long step) throws Exception {
    announce(lineage, step, checkpoint(lineage, step));
  }

  private void damaged(long lineage, long step) throws Exception {
    String sha256 = checkpoint(lineage, step);
    Path parameters = directory(lineage, step).resolve(CheckpointManifest.PARAMETERS);
    byte[] bytes = Files.readAllBytes(parameters);
    Files.write(parameters, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    announce(lineage, step, sha256);
  }

  private String checkpoint(long lineage, long step) throws IOException {
    Path checkpoint = Files.createDirectories(directory(lineage, step));
    Path parameters = checkpoint.resolve(CheckpointManifest.PARAMETERS);
    try (Network network = Network.create(SPEC, "cpu", step)) {
      SafeTensors.write(parameters, network.save(), Map.of());
    }
    return CheckpointManifest.of(
            lineage,
            step,
            SPEC.classes(),
            SPEC,
            Map.of(CheckpointManifest.PARAMETERS, FileDigest.of(parameters)))
        .write(checkpoint)
        .sha256();
  }

  private Path directory(long lineage, long step) {
    return directory.resolve("checkpoints").resolve("lineage-%d-step-%d".formatted(lineage, step));
  }

  private void announce(long lineage, long step, String sha256) throws Exception {
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(lineage)
            .setStep(step)
            .setCheckpoint(directory(lineage, step).getFileName().toString())
            .setSha256(sha256)
            .setStatus(ModelVersion.Status.PROMOTED)
            .build();
    send(
        topics.models(),
        "model/%d/%d".formatted(lineage, step),
        ModelRecord.newBuilder().setModel(model).build());
  }

  private void sample(String id) throws Exception {
    send(
        topics.samples(),
        id,
        Sample.newBuilder().setId(id).setJpeg(ByteString.copyFrom(picture)).build());
  }

  private void send(String topic, String key, com.google.protobuf.Message value) throws Exception {
    cluster
        .producer()
        .send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.toByteArray()))
        .get();
  }

  private HttpResponse<String> get(Serving serving, String path)
      throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri(serving, path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(Serving serving) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(serving, "/v1/tag"))
            .POST(BodyPublishers.ofByteArray(picture))
            .build(),
        BodyHandlers.ofString());
  }

  private static URI uri(Serving serving, String path) {
    return URI.create("http://127.0.0.1:" + serving.port() + path);
  }

  private static byte[] picture() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "jpeg", out);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
