package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

class QueryReplayTest {

  private static final Topics TOPICS = new Topics("replay.");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final int CLASSES = 3;
  private static final int IMAGES = 12;
  private static final int EVENTS = 100;

  /** A label event or a prediction, at minutes from the start. */
  private record Event(
      String image, @Nullable LabelEvent label, @Nullable Prediction prediction, long minute) {}

  @Property(tries = 4, shrinking = ShrinkingMode.OFF)
  @Label("the same records, some of them twice, ask and withdraw the same questions")
  void shouldAskTheSameAgain(@ForAll long seed) {
    List<Event> events = events(new Random(seed));

    List<String> once = queries(events, new Random(0), 0);
    List<String> often = queries(events, new Random(seed), 0.5);

    assertThat(once).isNotEmpty().isEqualTo(often);
  }

  private static List<Event> events(Random random) {
    return IntStream.range(0, EVENTS).mapToObj(i -> event(i, random)).toList();
  }

  /** A model that gets on with time, labels that come late, images that go. */
  private static Event event(int i, Random random) {
    String image = "image-" + random.nextInt(IMAGES);
    long minute = 20L * i;
    long millis = START.toEpochMilli() + minute * 60_000;
    float[] p = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
    return switch (random.nextInt(10)) {
      case 0 ->
          new Event(
              image, Events.present("ann", millis, CLASSES, random.nextInt(CLASSES)), null, minute);
      case 1 ->
          new Event(
              image, Events.absent("bob", millis, CLASSES, random.nextInt(CLASSES)), null, minute);
      case 2 ->
          new Event(
              image,
              random.nextInt(4) == 0
                  ? Events.deletion(millis)
                  : Events.label("ann", millis, CLASSES).build(),
              null,
              minute);
      case 3, 4, 5 -> new Event(image, null, Events.score(1, i + 1, p), minute);
      default -> new Event(image, null, Events.train(1, i + 1, p), minute);
    };
  }

  /** What is published on the topic of label queries. */
  private static List<String> queries(List<Event> events, Random random, double repeated) {
    Properties properties = new Properties();
    RocksDbMemory.Budget memory = new RocksDbMemory.Budget(1 << 24);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    properties.put(RocksDbMemory.BUDGET, memory);
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            EstimatorTopology.of(config(), TOPICS, new EstimatorMeters(new SimpleMeterRegistry())),
            properties,
            START)) {
      publish(driver);
      for (Event event : events) {
        send(driver, event);
        if (random.nextDouble() < repeated) {
          send(driver, event);
        }
      }
      return driver
          .createOutputTopic(
              TOPICS.labelQueries(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .stream()
          .map(QueryReplayTest::text)
          .toList();
    } finally {
      memory.close();
    }
  }

  private static LabelEstimatorConfig config() {
    return LabelEstimatorConfig.from(
        ConfigFactory.parseString(
                """
                gleaner.label-estimator {
                  reference-wait = 0 s
                  queries { min-value = 1, per-hour = 2, expire-after = 5 h, audit.share = 0.3 }
                }
                """)
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve()
            .getConfig("gleaner.label-estimator"));
  }

  private static void publish(TopologyTestDriver driver) {
    ClassPriors priors =
        ClassPriors.newBuilder()
            .setVersion(1)
            .addAllProbabilities(Collections.nCopies(CLASSES, 0.1f))
            .build();
    pipe(
        driver,
        TOPICS.labelSpace(),
        "label-space",
        LabelSpace.of(List.of("dog", "cat", "ibex")).toRecord().toByteArray(),
        START);
    pipe(
        driver,
        TOPICS.models(),
        "priors/1",
        ModelRecord.newBuilder().setPriors(priors).build().toByteArray(),
        START);
    for (int step = 1; step <= EVENTS; step++) {
      ModelVersion model =
          ModelVersion.newBuilder().setLineage(1).setStep(step).setPriorVersion(1).build();
      pipe(
          driver,
          TOPICS.models(),
          "model/1/" + step,
          ModelRecord.newBuilder().setModel(model).build().toByteArray(),
          START);
    }
  }

  private static void send(TopologyTestDriver driver, Event event) {
    Instant time = START.plusSeconds(60 * event.minute());
    if (event.label() != null) {
      pipe(driver, TOPICS.labels(), event.image(), named(event.label(), event.image()), time);
    }
    if (event.prediction() != null) {
      byte[] value = event.prediction().toBuilder().setId(event.image()).build().toByteArray();
      pipe(driver, TOPICS.predictions(), event.image(), value, time);
    }
  }

  private static byte[] named(LabelEvent event, String image) {
    return event.toBuilder().setId(image).build().toByteArray();
  }

  private static void pipe(
      TopologyTestDriver driver, String topic, String key, byte[] value, Instant time) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(key.getBytes(UTF_8), value, time);
  }

  private static String text(TestRecord<byte[], byte[]> record) {
    String value = record.value() == null ? "-" : HexFormat.of().formatHex(record.value());
    return new String(record.key(), UTF_8) + " " + record.timestamp() + " " + value;
  }
}
