package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A learner's loop on consumer and producer in memory; what it published can be brought back to it.
 */
abstract class LoopFixture {
  static final Topics TOPICS = new Topics("t.");
  static final TopicPartition SAMPLES = new TopicPartition(TOPICS.samples(), 0);
  static final TopicPartition SOFT_LABELS = new TopicPartition(TOPICS.softLabels(), 0);
  static final TopicPartition MODELS = new TopicPartition(TOPICS.models(), 0);
  static final LabelSpace LABEL_SPACE = LabelSpace.of(List.of("r", "g", "b", "y"));
  static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @TempDir Path directory;

  final DrawnSamples drawn = new DrawnSamples(3);
  final RowEstimator estimator = new RowEstimator(1.6);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  ModelHistory models = new ModelHistory(any -> false);
  final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  // Acknowledges what was sent when flushed, not before.
  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  final Outbox outbox = new Outbox(producer, new LearnerRecords(TOPICS, CLOCK), CLOCK);
  final List<AutoCloseable> open = new ArrayList<>();
  long nextSample;
  long nextSoftLabels;
  int answered;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  Path replay() {
    return directory.resolve("replay");
  }

  LearnerLoop loop(String settings) throws Exception {
    return loop(TestConfig.with(settings), directory.resolve("checkpoints"));
  }

  LearnerLoop loop(LearnerConfig config, Path root) throws Exception {
    return loop(config, root, LABEL_SPACE);
  }

  LearnerLoop loop(LearnerConfig config, Path root, LabelSpace labelSpace) throws Exception {
    Checkpoints checkpoints = new Checkpoints(root);
    LearnerMeters meters = new LearnerMeters(registry);
    LearnerStart begun =
        LearnerStart.from(config, labelSpace, checkpoints, models, replay(), meters);
    Training training = begun.training();
    CheckpointCycle cycle =
        new CheckpointCycle(
            config, labelSpace, training, checkpoints, models, outbox, TOPICS.samples(), CLOCK);
    open.add(cycle);
    open.add(training);
    cycle.announce(begun.resumed(), begun.offsets());
    for (TopicPartition partition : List.of(SAMPLES, SOFT_LABELS, MODELS)) {
      consumer.updatePartitions(
          partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
    }
    List<TopicPartition> samples = LearnerLoop.assign(consumer, TOPICS, begun.offsets(), 0);
    Intake intake = new Intake(TOPICS, training, models, outbox, begun.offsets());
    return new LearnerLoop(
        config, training, intake, cycle, models, outbox, consumer, samples, CLOCK);
  }

  void arrives(Sample sample) {
    arrives(sample.getId(), sample.toByteArray());
  }

  void arrives(String id, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(TOPICS.samples(), 0, nextSample++, id.getBytes(UTF_8), value));
  }

  void arrive(int count) {
    for (int i = 0; i < count; i++) {
      Sample sample = drawn.singlePositive("t" + nextSample);
      estimator.know(sample);
      arrives(sample);
    }
  }

  void holdoutArrives(int count) {
    for (int i = 0; i < count; i++) {
      arrives(drawn.complete("h" + nextSample, Role.HOLDOUT));
    }
  }

  /** The label-estimator answers every prediction sent since it last did. */
  void estimatorAnswers() throws Exception {
    List<Prediction> predictions = predictions();
    for (Prediction p : predictions.subList(answered, predictions.size())) {
      SoftLabels answer = estimator.answer(p);
      consumer.addRecord(
          new ConsumerRecord<>(
              TOPICS.softLabels(),
              0,
              nextSoftLabels++,
              p.getId().getBytes(UTF_8),
              answer.toByteArray()));
    }
    answered = predictions.size();
  }

  List<ProducerRecord<byte[], byte[]>> sent(String topic) {
    return producer.history().stream().filter(r -> r.topic().equals(topic)).toList();
  }

  List<Prediction> predictions() throws Exception {
    List<Prediction> predictions = new ArrayList<>();
    for (var record : sent(TOPICS.predictions())) {
      predictions.add(Prediction.parseFrom(record.value()));
    }
    return predictions;
  }

  List<ModelVersion> models() throws Exception {
    List<ModelVersion> versions = new ArrayList<>();
    for (var record : sent(TOPICS.models())) {
      if (record.value() == null) {
        continue;
      }
      ModelRecord model = ModelRecord.parseFrom(record.value());
      if (model.hasModel()) {
        versions.add(model.getModel());
      }
    }
    return versions;
  }

  double count(String meter) {
    return registry.counter("gleaner.learner." + meter).count();
  }

  double gauge(String meter) {
    return registry.get("gleaner.learner." + meter).gauge().value();
  }

  void publishedModelsComeBack() {
    long offset = 0;
    for (var record : sent(TOPICS.models())) {
      consumer.addRecord(
          new ConsumerRecord<>(TOPICS.models(), 0, offset++, record.key(), record.value()));
    }
  }

  void stopped() throws Exception {
    close();
    open.clear();
    for (var record : sent(TOPICS.models())) {
      models.accept(ModelRecord.parseFrom(record.value()));
    }
  }
}
