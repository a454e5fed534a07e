package io.gleaner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.gleaner.ingest.Ingest;
import io.gleaner.ingest.IngestConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ImageSubmission;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
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

@DisplayName("Ingest on a real broker takes every submission in exactly once")
class IngestIT {

  private static final int SUBMISSIONS = 1500;

  @TempDir private Path dir;
  private Cluster cluster;
  private final List<Ingest> instances = new ArrayList<>();

  @BeforeEach
  void start() {
    cluster = Cluster.start(dir, "cat", "dog");
  }

  @AfterEach
  void stop() {
    instances.forEach(Ingest::close);
    cluster.close();
  }

  @Test
  @DisplayName("whatever instances come, go and take over each other's name meanwhile")
  void shouldTakeInExactlyOnce() throws IOException {
    submit();
    MeterRegistry meters = new SimpleMeterRegistry();
    Ingest first = instance("a", meters);
    await().atMost(Duration.ofMinutes(1)).until(() -> received(meters) > 0);
    Ingest second = instance("b", meters);
    Ingest namesake = instance("a", meters);
    await().atMost(Duration.ofMinutes(1)).until(() -> received(meters) > SUBMISSIONS / 4);
    first.close();
    assertThat(first.termination()).isCompleted();
    await().atMost(Duration.ofMinutes(2)).until(() -> received(meters) >= SUBMISSIONS);

    Topics topics = cluster.topics();
    Set<String> good = new TreeSet<>();
    Set<String> bad = new TreeSet<>();
    IntStream.range(0, SUBMISSIONS).forEach(i -> (isBad(i) ? bad : good).add("image-" + i));
    assertThat(ids(topics.samples())).containsExactlyInAnyOrderElementsOf(good);
    assertThat(ids(topics.labels())).containsExactlyInAnyOrderElementsOf(good);
    assertThat(ids(topics.rejected())).containsExactlyInAnyOrderElementsOf(bad);
    assertThat(read(topics.rejected()))
        .allSatisfy(
            record ->
                assertThat(new String(record.headers().lastHeader(Rejection.REASON).value(), UTF_8))
                    .isEqualTo("truncated-image"));
    assertThat(second.termination()).isNotDone();
    assertThat(namesake.termination()).isNotDone();
  }

  private static boolean isBad(int i) {
    return i % 10 == 3;
  }

  private static double received(MeterRegistry meters) {
    return meters.get("gleaner.ingest.received").counter().count();
  }

  private Ingest instance(String name, MeterRegistry meters) {
    Configuration configuration = configuration(name);
    Ingest ingest =
        new Ingest(IngestConfig.from(configuration.section("ingest")), configuration, meters);
    instances.add(ingest);
    ingest.start();
    return ingest;
  }

  private Configuration configuration(String instance) {
    return cluster.configuration(
        "data", Map.of("ingest.instance", instance, "ingest.max-poll-records", 20));
  }

  private void submit() throws IOException {
    byte[] jpeg = jpeg();
    byte[] cut = Arrays.copyOf(jpeg, jpeg.length * 2 / 3);
    for (int i = 0; i < SUBMISSIONS; i++) {
      String id = "image-" + i;
      ImageSubmission submission =
          ImageSubmission.newBuilder()
              .setId(id)
              .addPresent("dog")
              .setImage(ByteString.copyFrom(isBad(i) ? cut : jpeg))
              .build();
      var unused =
          cluster
              .producer()
              .send(
                  new ProducerRecord<>(
                      cluster.topics().submissions(),
                      id.getBytes(UTF_8),
                      submission.toByteArray()));
    }
    cluster.producer().flush();
  }

  private static byte[] jpeg() throws IOException {
    BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    var graphics = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillRect(random.nextInt(400), random.nextInt(300), 60, 60);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }

  private List<String> ids(String topic) {
    return read(topic).stream().map(record -> new String(record.key(), UTF_8)).toList();
  }

  /** What a read_committed consumer sees of a whole topic. */
  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    Properties properties = cluster.setup().kafka("check");
    properties.setProperty("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
