package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.gleaner.app.demo.Loop;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

@DisplayName("An image that was deleted")
class DeletionIT {

  private static final String VICTIM = "picture-to-be-forgotten";
  private static final String SOURCE = "annotator-to-be-forgotten";
  private static final String WITNESS = "picture-to-be-kept";
  private static final String WITNESS_SOURCE = "annotator-to-be-kept";
  private static final List<String> CLASSES =
      IntStream.range(0, 16)
          .mapToObj(k -> k < 3 ? DrawnFolder.CLASSES.get(k) : "kind-" + k)
          .toList();
  private static final int IMAGES = 60;
  private static final int STEPS = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Compact soon, and forget compacted segments at once. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "segment.ms", "1000",
          "min.cleanable.dirty.ratio", "0.0",
          "delete.retention.ms", "0",
          "file.delete.delay.ms", "100");

  @TempDir private Path directory;
  private final Traces forgotten = new Traces(VICTIM, SOURCE);
  private final Traces kept = new Traces(WITNESS, WITNESS_SOURCE);
  private final Random random = new Random(4);

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("topics.partitions", 1);
    settings.put("ingest.threads", 1);
    settings.put("learner.kappa", 1.5);
    settings.put("learner.threads", 1);
    settings.put("learner.network.input-size", 32);
    settings.put("learner.replay.min-images", 32);
    settings.put("learner.replay.idle", true);
    settings.put("learner.max-steps", STEPS);
    settings.put("learner.checkpoint.first", STEPS);
    settings.put("learner.holdout.min-images", 1000);
    settings.put("serving.port", 0);
    return settings;
  }

  @Test
  @DisplayName(
      "leaves neither pixels nor labels, estimates or scores in stores and compacted topics")
  void shouldLeaveNothing() throws Exception {
    try (Loop loop = Loop.start(directory, settings(), CLASSES, new SimpleMeterRegistry());
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                loop.configuration().kafka("test"),
                new StringSerializer(),
                new ByteArraySerializer())) {
      Topics topics = loop.configuration().topics();
      String servers = loop.configuration().kafka("test").getProperty("bootstrap.servers");
      try (TopicContents tags = new TopicContents(servers, topics.tags());
          TopicContents softLabels = new TopicContents(servers, topics.softLabels());
          TopicContents samples = new TopicContents(servers, topics.samples())) {
        submitAll(producer, topics);
        await("scores and estimates of the image")
            .atMost(PATIENCE)
            .until(() -> scored(tags.look()) && estimated(softLabels.look()));
        producer.send(new ProducerRecord<>(topics.submissions(), VICTIM, null)).get();
        await("its tombstones")
            .atMost(PATIENCE)
            .until(() -> gone(tags.look()) && gone(softLabels.look()));
        forgotten.samples(samples.look()).softLabels(softLabels.look()).tags(tags.look());
        kept.samples(samples.look());
      }
      assertThat(forgotten.kinds())
          .containsExactlyInAnyOrder(
              "source", "pixels", "estimates", "scores of the row", "scores of the tags");
      List<String> compacted = compactedTopics(loop.configuration().kafka("test"), topics);
      assertThat(tracesInLogs(compacted)).as("before compaction").isNotEmpty();
      await("compaction")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () -> {
                submit(producer, topics, "later-" + random.nextInt(), "others", random.nextInt(3));
                assertThat(tracesInLogs(compacted)).isEmpty();
              });
    }
    assertThat(tracesIn(stores(), forgotten)).isEmpty();
    assertThat(tracesIn(stores(), kept)).contains("source in rows", "pixels in replay");
  }

  private void submitAll(KafkaProducer<String, byte[]> producer, Topics topics) throws Exception {
    submit(producer, topics, VICTIM, SOURCE, 0);
    submit(producer, topics, WITNESS, WITNESS_SOURCE, 1);
    for (int i = 0; i < IMAGES; i++) {
      submit(producer, topics, "other-" + i, "others", i % 3);
    }
  }

  private void submit(
      KafkaProducer<String, byte[]> producer, Topics topics, String id, String source, int label)
      throws Exception {
    ImageSubmission submission =
        ImageSubmission.newBuilder()
            .setId(id)
            .setImage(ByteString.copyFrom(DrawnFolder.jpeg(64, 64, List.of(label), random)))
            .setSource(source)
            .addPresent(CLASSES.get(label))
            .build();
    producer.send(new ProducerRecord<>(topics.submissions(), id, submission.toByteArray())).get();
  }

  private static List<ConsumerRecord<String, byte[]>> ofVictim(
      List<ConsumerRecord<String, byte[]>> records) {
    return records.stream().filter(record -> record.key().equals(VICTIM)).toList();
  }

  private static boolean scored(List<ConsumerRecord<String, byte[]>> tags) throws Exception {
    for (ConsumerRecord<String, byte[]> record : ofVictim(tags)) {
      if (TagRecord.parseFrom(record.value()).getLineage() > 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean estimated(List<ConsumerRecord<String, byte[]>> softLabels)
      throws Exception {
    for (ConsumerRecord<String, byte[]> record : ofVictim(softLabels)) {
      if (SoftLabels.parseFrom(record.value()).getStep() > 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean gone(List<ConsumerRecord<String, byte[]>> records) {
    List<ConsumerRecord<String, byte[]>> own = ofVictim(records);
    return !own.isEmpty() && own.get(own.size() - 1).value() == null;
  }

  /** Topics that keep the newest record of a key for ever; all of them compact soon from now on. */
  private static List<String> compactedTopics(Properties client, Topics topics)
      throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(client)) {
      List<String> names =
          admin.listTopics().names().get().stream()
              .filter(
                  name ->
                      name.equals(topics.tags())
                          || name.equals(topics.softLabels())
                          || name.endsWith("-changelog"))
              .toList();
      Collection<AlterConfigOp> changes =
          IMPATIENT.entrySet().stream()
              .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
              .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
              .toList();
      Map<ConfigResource, Collection<AlterConfigOp>> all = new HashMap<>();
      names.forEach(name -> all.put(new ConfigResource(ConfigResource.Type.TOPIC, name), changes));
      admin.incrementalAlterConfigs(all).all().get();
      assertThat(names).hasSizeGreaterThanOrEqualTo(4);
      return names;
    }
  }

  private List<String> tracesInLogs(List<String> topics) throws IOException {
    List<String> found = new ArrayList<>();
    for (String topic : topics) {
      try (Stream<Path> files = Files.list(directory.resolve("kafka").resolve(topic + "-0"))) {
        for (Path file : files.filter(file -> file.toString().contains(".log")).toList()) {
          for (String trace : forgotten.in(read(file))) {
            note(trace, topic, found);
          }
        }
      }
    }
    return found;
  }

  /** Figures tell of sources, not of images: how often one agreed with others is kept. */
  private static void note(String trace, String place, List<String> found) {
    if (!(trace.equals("source") && place.contains("figures"))) {
      found.add(trace + " in " + place);
    }
  }

  /** A segment may be taken away while it is looked at. */
  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException takenAway) {
      return new byte[0];
    }
  }

  /** All stores but those inside checkpoints, which are kept as long as a checkpoint is. */
  private List<Path> stores() throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    return CompactedStores.below(directory).stream()
        .filter(store -> !store.startsWith(checkpoints))
        .toList();
  }

  private static List<String> tracesIn(List<Path> stores, Traces traces) throws RocksDBException {
    List<String> found = new ArrayList<>();
    for (Path store : stores) {
      String name = store.getFileName().toString();
      CompactedStores.forEachEntry(
          store,
          (key, value) -> {
            traces.in(value).forEach(trace -> note(trace, name, found));
            traces.in(key).forEach(trace -> note(trace, name, found));
          });
    }
    return found;
  }
}
