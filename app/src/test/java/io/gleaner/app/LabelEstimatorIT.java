package io.gleaner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The label-estimator on a real broker")
class LabelEstimatorIT {

  private static final int IMAGES = 300;
  private static final int STEPS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;
  private Cluster cluster;
  private Topics topics;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  @BeforeEach
  void open() {
    cluster = Cluster.start(directory, "cat", "dog", "ibex");
    topics = cluster.topics();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private LabelEstimator started(String dataDir, MeterRegistry meters) {
    Configuration configuration = cluster.configuration(dataDir, Map.of());
    LabelEstimator estimator =
        new LabelEstimator(
            LabelEstimatorConfig.from(configuration.section("label-estimator")),
            configuration,
            meters);
    assertThat(estimator.ready()).isFalse();
    estimator.start();
    await().atMost(PATIENCE).until(estimator::ready);
    return estimator;
  }

  @Test
  @DisplayName("tags every image, and goes on from the changelog when its disk is lost")
  void shouldGoOnFromTheChangelog() throws Exception {
    publishModel();
    MeterRegistry meters = new SimpleMeterRegistry();
    LabelEstimator first = started("first", meters);
    publishLabels();
    publishPredictions();
    await().atMost(PATIENCE).until(() -> events(meters) >= IMAGES * (STEPS + 2));
    first.close();
    assertThat(first.termination()).isCompleted();

    Map<String, TagRecord> tags = tags();
    assertThat(tags).hasSize(IMAGES).allSatisfy((id, tag) -> assertThat(tag.getStep()).isOne());
    assertThat(tags)
        .allSatisfy((id, tag) -> assertThat(tag.getTags(1).getThreshold()).isEqualTo(0.3f));
    Map<String, SoftLabels> before = softLabels();
    assertThat(before).allSatisfy((id, row) -> assertThat(row.getStep()).isEqualTo(STEPS));

    MeterRegistry metersAfter = new SimpleMeterRegistry();
    LabelEstimator second = started("second", metersAfter);
    publishPredictions();
    await().atMost(PATIENCE).until(() -> events(metersAfter) >= IMAGES * (STEPS + 1));
    second.close();

    assertThat(effect(metersAfter, "trained")).isZero();
    assertThat(softLabels()).isEqualTo(before);
  }

  @Test
  @DisplayName("rejects predictions that name priors that nobody published, and goes on")
  void shouldGoOnWithoutPriors() throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    try (LabelEstimator estimator = started("first", meters)) {
      publishPredictions();

      await()
          .atMost(PATIENCE)
          .failFast(() -> assertThat(estimator.termination()).isNotDone())
          .until(() -> events(meters) >= IMAGES);

      assertThat(
              meters
                  .get("gleaner.estimator.rejected")
                  .tag("reason", "unknown-priors")
                  .counter()
                  .count())
          .isEqualTo(IMAGES * STEPS);
    }
    assertThat(newest(topics.rejected())).hasSize(IMAGES);
    assertThat(tags()).hasSize(IMAGES);
  }

  private static double events(MeterRegistry meters) {
    return meters.find("gleaner.estimator.events").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static double effect(MeterRegistry meters, String effect) {
    return meters.get("gleaner.estimator.events").tag("effect", effect).counter().count();
  }

  private void publishModel() throws Exception {
    ClassPriors priors =
        ClassPriors.newBuilder()
            .setVersion(1)
            .addAllProbabilities(List.of(0.1f, 0.2f, 0.3f))
            .build();
    send(topics.models(), "priors/1", ModelRecord.newBuilder().setPriors(priors).build());
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(1)
            .setPriorVersion(1)
            .setStatus(ModelVersion.Status.PROMOTED)
            .addAllThresholds(List.of(0.2f, 0.3f, 0.4f))
            .build();
    send(topics.models(), "model/1/1", ModelRecord.newBuilder().setModel(model).build());
    awaitSent();
  }

  private void publishLabels() throws Exception {
    for (int i = 0; i < IMAGES; i++) {
      LabelEvent event =
          LabelEvent.newBuilder()
              .setId("image-" + i)
              .setSource("test")
              .setTimeMillis(1_000)
              .addPresent(i % 3)
              .setLabelSpaceVersion(3)
              .build();
      send(topics.labels(), event.getId(), event);
    }
    awaitSent();
  }

  private void publishPredictions() throws Exception {
    for (int step = 1; step <= STEPS; step++) {
      for (int i = 0; i < IMAGES; i++) {
        predict(i, step, Purpose.TRAIN);
      }
    }
    for (int i = 0; i < IMAGES; i++) {
      predict(i, 1, Purpose.SCORE);
    }
    awaitSent();
  }

  private void predict(int i, int step, Purpose purpose) {
    Prediction prediction =
        Prediction.newBuilder()
            .setId("image-" + i)
            .setLineage(1)
            .setStep(step)
            .setPurpose(purpose)
            .addAllProbabilities(List.of(0.1f * step, 0.5f, i / (float) IMAGES))
            .setPriorVersion(1)
            .setLabelSpaceVersion(3)
            .build();
    send(topics.predictions(), prediction.getId(), prediction);
  }

  private void send(String topic, String key, MessageLite value) {
    sent.add(
        cluster
            .producer()
            .send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.toByteArray())));
  }

  private void awaitSent() throws Exception {
    cluster.producer().flush();
    for (Future<RecordMetadata> record : sent) {
      record.get();
    }
    sent.clear();
  }

  private Map<String, TagRecord> tags() throws InvalidProtocolBufferException {
    Map<String, TagRecord> tags = new HashMap<>();
    for (var entry : newest(topics.tags()).entrySet()) {
      tags.put(entry.getKey(), TagRecord.parseFrom(entry.getValue()));
    }
    return tags;
  }

  private Map<String, SoftLabels> softLabels() throws InvalidProtocolBufferException {
    Map<String, SoftLabels> rows = new HashMap<>();
    for (var entry : newest(topics.softLabels()).entrySet()) {
      rows.put(entry.getKey(), SoftLabels.parseFrom(entry.getValue()));
    }
    return rows;
  }

  private Map<String, byte[]> newest(String topic) {
    Properties properties = cluster.setup().kafka("check");
    properties.setProperty("isolation.level", "read_committed");
    Map<String, byte[]> newest = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> newest.put(new String(record.key(), UTF_8), record.value()));
      }
    }
    return newest;
  }
}
