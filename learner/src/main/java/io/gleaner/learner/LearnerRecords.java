package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The records the learner sends, with their keys and headers. */
final class LearnerRecords {
  private static final String SOURCE = "/gleaner/learner";
  private static final Pattern MODEL_KEY = Pattern.compile("model/(\\d{1,18})/(\\d{1,18})");

  private final Topics topics;
  private final Clock clock;

  LearnerRecords(Topics topics, Clock clock) {
    this.topics = topics;
    this.clock = clock;
  }

  ProducerRecord<byte[], byte[]> prediction(Prediction prediction, Instant time) {
    String event =
        "%s/%d/%d".formatted(prediction.getId(), prediction.getLineage(), prediction.getStep());
    return record(
        topics.predictions(),
        prediction.getId(),
        prediction.toByteArray(),
        "prediction",
        event,
        time);
  }

  ProducerRecord<byte[], byte[]> priors(ClassPriors priors) {
    String key = "priors/" + priors.getVersion();
    byte[] value = ModelRecord.newBuilder().setPriors(priors).build().toByteArray();
    return record(topics.models(), key, value, "class-priors", key, clock.instant());
  }

  ProducerRecord<byte[], byte[]> model(ModelVersion model) {
    String key = modelKey(CheckpointName.of(model));
    byte[] value = ModelRecord.newBuilder().setModel(model).build().toByteArray();
    String event = key + "/" + model.getStatus();
    return record(topics.models(), key, value, "model-version", event, clock.instant());
  }

  ProducerRecord<byte[], byte[]> deletedModel(CheckpointName name) {
    String key = modelKey(name);
    return record(topics.models(), key, null, "model-version", key + "/DELETED", clock.instant());
  }

  /** Which model a record of topic {@code models} is of, by its key; empty for class priors. */
  static Optional<CheckpointName> modelOf(byte[] key) {
    Matcher matcher = MODEL_KEY.matcher(new String(key, UTF_8));
    return matcher.matches()
        ? CheckpointName.parse("lineage-%s-step-%s".formatted(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  private static String modelKey(CheckpointName name) {
    return "model/%d/%d".formatted(name.lineage(), name.step());
  }

  ProducerRecord<byte[], byte[]> quality(QualityReport report) {
    String key = "%s/%d/%d".formatted(report.getFigure(), report.getLineage(), report.getStep());
    return record(
        topics.quality(), key, report.toByteArray(), "quality-report", key, clock.instant());
  }

  private ProducerRecord<byte[], byte[]> record(
      String topic, String key, byte @Nullable [] value, String type, String event, Instant time) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
    CloudEvents.headers(record.headers(), "io.gleaner." + type + ".v1", SOURCE, event, time);
    return record;
  }
}
