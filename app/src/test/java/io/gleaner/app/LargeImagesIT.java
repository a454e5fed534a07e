package io.gleaner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.TagRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An image of 20,000 classes that many sources spoke of")
class LargeImagesIT {

  private static final int CLASSES = 20_000;
  private static final int SOURCES = 12;
  private static final int KAFKA_DEFAULT = 1 << 20;
  private static final String IMAGE = "image";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;
  private Cluster cluster;

  @BeforeEach
  void open() {
    cluster =
        Cluster.start(
            directory,
            IntStream.range(0, CLASSES)
                .mapToObj("a class with a name of usual size %06d"::formatted)
                .toArray(String[]::new));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  @DisplayName(
      "has tags and a row above Kafka's usual limit, also in the changelog of an old version")
  void shouldPassLargeRecords() throws Exception {
    Configuration configuration = cluster.configuration("first", Map.of());
    createOldChangelog(configuration);
    publishModel();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (LabelEstimator first = started(configuration, meters)) {
      send(cluster.topics().predictions(), score());
      sayAll();
      awaitEvents(first, meters, SOURCES + 1);
    }
    TagRecord tags = TagRecord.parseFrom(last(cluster.topics().tags()));
    assertThat(last(changelog(configuration))).hasSizeGreaterThan(KAFKA_DEFAULT);
    assertThat(tags.getSerializedSize()).isGreaterThan(KAFKA_DEFAULT);
    assertThat(tags.getTagsList()).hasSize(CLASSES).allMatch(tag -> !tag.getObservedBy().isEmpty());

    // its disk is lost
    SimpleMeterRegistry after = new SimpleMeterRegistry();
    try (LabelEstimator second = started(cluster.configuration("second", Map.of()), after)) {
      sayAll();
      awaitEvents(second, after, SOURCES);
      assertThat(after.get("gleaner.estimator.events").tag("effect", "unchanged").counter().count())
          .isEqualTo(SOURCES);
    }
  }

  private void createOldChangelog(Configuration configuration) throws Exception {
    NewTopic old =
        new NewTopic(changelog(configuration), Optional.of(4), Optional.empty())
            .configs(Map.of("cleanup.policy", "compact"));
    try (Admin admin = Admin.create(configuration.kafka("check"))) {
      admin.createTopics(List.of(old)).all().get();
    }
  }

  private static String changelog(Configuration configuration) {
    return configuration.section("label-estimator").getString("application-id") + "-rows-changelog";
  }

  private static LabelEstimator started(Configuration configuration, SimpleMeterRegistry meters) {
    LabelEstimator estimator =
        new LabelEstimator(
            LabelEstimatorConfig.from(configuration.section("label-estimator")),
            configuration,
            meters);
    estimator.start();
    await().atMost(PATIENCE).until(estimator::ready);
    return estimator;
  }

  private static void awaitEvents(
      LabelEstimator estimator, SimpleMeterRegistry meters, int events) {
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(estimator.termination()).isNotDone())
        .until(
            () ->
                meters.find("gleaner.estimator.events").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum()
                    >= events);
  }

  private void publishModel() throws Exception {
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(1)
            .setStatus(ModelVersion.Status.UNGATED)
            .build();
    cluster
        .producer()
        .send(
            new ProducerRecord<>(
                cluster.topics().models(),
                "model/1/1".getBytes(UTF_8),
                ModelRecord.newBuilder().setModel(model).build().toByteArray()))
        .get();
  }

  private static Prediction score() {
    Random random = new Random(1);
    Prediction.Builder score =
        Prediction.newBuilder()
            .setId(IMAGE)
            .setLineage(1)
            .setStep(1)
            .setPurpose(Prediction.Purpose.SCORE)
            .setLabelSpaceVersion(CLASSES);
    for (int k = 0; k < CLASSES; k++) {
      score.addProbabilities(random.nextFloat());
    }
    return score.build();
  }

  /** Every source names every class, at times that tell nothing about the next one's. */
  private void sayAll() throws Exception {
    Random random = new Random(2);
    List<Integer> all = IntStream.range(0, CLASSES).boxed().toList();
    for (int i = 0; i < SOURCES; i++) {
      send(
          cluster.topics().labels(),
          LabelEvent.newBuilder()
              .setId(IMAGE)
              .setSource("source " + i)
              .setTimeMillis(random.nextLong(1L << 42))
              .addAllAbsent(all)
              .setLabelSpaceVersion(CLASSES)
              .build());
    }
  }

  private void send(String topic, MessageLite value) throws Exception {
    cluster
        .producer()
        .send(new ProducerRecord<>(topic, IMAGE.getBytes(UTF_8), value.toByteArray()))
        .get();
  }

  private byte[] last(String topic) {
    Properties properties = cluster.setup().kafka("check");
    properties.setProperty("isolation.level", "read_committed");
    List<byte[]> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          found.add(record.value());
        }
      }
    }
    return found.get(found.size() - 1);
  }
}
