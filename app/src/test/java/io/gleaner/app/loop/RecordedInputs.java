package io.gleaner.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.MessageLite;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.TopicCatalog;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Labels, retractions, deletions and predictions of many images, interleaved, and labels that no
 * row can take, each record with a time of its own: the same for the same seed, so that what
 * follows from them must be the same too.
 */
final class RecordedInputs {

  private static final int CLASSES = 20;
  private static final int ROUNDS = 16;

  /** Step of the model of {@link #writeLateScores}. */
  static final long LATE = 3;

  private static final long BEGIN = 1_780_000_000_000L;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final int images;
  private final Random random;
  private long millis = BEGIN;
  private long step;

  RecordedInputs(int images, long seed) {
    this.images = images;
    this.random = new Random(seed);
  }

  /** Creates the topics, and the reference data that everything else names. */
  void prepare(Configuration configuration) throws Exception {
    TopicCatalog.createMissing(configuration, PATIENCE);
    Topics topics = configuration.topics();
    try (LabelSpaceTopic labelSpace = new LabelSpaceTopic(configuration)) {
      labelSpace.append(IntStream.range(0, CLASSES).mapToObj(k -> "class-" + k).toList());
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(record(topics.models(), "priors/1", priors()));
    for (long step = 1; step <= LATE; step++) {
      records.add(record(topics.models(), "model/1/" + step, model(step)));
    }
    send(configuration, records);
  }

  /** Writes labels and predictions. */
  void write(Configuration configuration) throws Exception {
    Topics topics = configuration.topics();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    List<Integer> order = new ArrayList<>(IntStream.range(0, images).boxed().toList());
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (int image : order) {
        records.add(event(topics, image, round));
        if (image % ROUNDS == round) {
          records.add(unusable(topics, image));
        }
      }
    }
    send(configuration, records);
  }

  /** Writes a newer model's scores of every image. */
  void writeLateScores(Configuration configuration) throws Exception {
    Topics topics = configuration.topics();
    send(
        configuration,
        IntStream.range(0, images)
            .mapToObj(
                i -> record(topics.predictions(), id(i), prediction(id(i), Purpose.SCORE, LATE)))
            .toList());
  }

  private static void send(
      Configuration configuration, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            configuration.kafka("recorded"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Future<RecordMetadata> sent : records.stream().map(producer::send).toList()) {
        sent.get();
      }
    }
  }

  private static String id(int image) {
    return "image-" + image;
  }

  private ProducerRecord<byte[], byte[]> event(Topics topics, int image, int round) {
    String id = id(image);
    return switch (round) {
      case 0 -> record(topics.labels(), id, label(id, "ann").addPresent(anyClass()).build());
      case 5 -> record(topics.labels(), id, label(id, "bob").addAbsent(anyClass()).build());
      case 9 -> record(topics.labels(), id, later(id, image));
      case 3 -> record(topics.predictions(), id, prediction(id, Purpose.SCORE, 1));
      case 12 -> record(topics.predictions(), id, prediction(id, Purpose.SCORE, 2));
      default -> record(topics.predictions(), id, prediction(id, Purpose.TRAIN, ++step));
    };
  }

  /** Names a class that there is none of: no row changes, so that it is rejected however often. */
  private ProducerRecord<byte[], byte[]> unusable(Topics topics, int image) {
    String id = id(image);
    return record(topics.labels(), id, label(id, "ann").addPresent(CLASSES).build());
  }

  private static boolean isDeleted(int image) {
    return image % 10 == 0;
  }

  /** One in ten is deleted, one in three takes something back. */
  private LabelEvent later(String id, int image) {
    if (isDeleted(image)) {
      return LabelEvent.newBuilder().setId(id).setTimeMillis(millis).setDeleted(true).build();
    }
    LabelEvent.Builder label = label(id, "ann");
    return (image % 3 == 0 ? label.addRetracted(anyClass()) : label.addPresent(anyClass())).build();
  }

  private LabelEvent.Builder label(String id, String source) {
    return LabelEvent.newBuilder()
        .setId(id)
        .setSource(source)
        .setTimeMillis(millis)
        .setLabelSpaceVersion(CLASSES);
  }

  private int anyClass() {
    return random.nextInt(CLASSES);
  }

  private Prediction prediction(String id, Purpose purpose, long of) {
    Prediction.Builder prediction =
        Prediction.newBuilder()
            .setId(id)
            .setPurpose(purpose)
            .setLineage(1)
            .setStep(of)
            .setEprGradient(0.01)
            .setPriorVersion(1)
            .setLabelSpaceVersion(CLASSES);
    for (int k = 0; k < CLASSES; k++) {
      prediction.addProbabilities(random.nextFloat());
    }
    return prediction.build();
  }

  private static ModelRecord priors() {
    return ModelRecord.newBuilder()
        .setPriors(
            ClassPriors.newBuilder()
                .setVersion(1)
                .addAllProbabilities(Collections.nCopies(CLASSES, 0.1f)))
        .build();
  }

  private static ModelRecord model(long step) {
    return ModelRecord.newBuilder()
        .setModel(
            ModelVersion.newBuilder()
                .setLineage(1)
                .setStep(step)
                .setPriorVersion(1)
                .setStatus(ModelVersion.Status.UNGATED))
        .build();
  }

  private ProducerRecord<byte[], byte[]> record(String topic, String key, MessageLite value) {
    return new ProducerRecord<>(
        topic, null, millis++, key.getBytes(UTF_8), value.toByteArray(), List.of());
  }
}
