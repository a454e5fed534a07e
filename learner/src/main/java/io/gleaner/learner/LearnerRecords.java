package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records the learner sends, with their keys and headers. */
final class LearnerRecords {
  private static final String SOURCE = "/gleaner/learner";

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
    String key = "model/%d/%d".formatted(model.getLineage(), model.getStep());
    byte[] value = ModelRecord.newBuilder().setModel(model).build().toByteArray();
    String event = key + "/" + model.getStatus();
    return record(topics.models(), key, value, "model-version", event, clock.instant());
  }

  ProducerRecord<byte[], byte[]> quality(QualityReport report) {
    String key = "%s/%d/%d".formatted(report.getFigure(), report.getLineage(), report.getStep());
    return record(
        topics.quality(), key, report.toByteArray(), "quality-report", key, clock.instant());
  }

  private ProducerRecord<byte[], byte[]> record(
      String topic, String key, byte[] value, String type, String event, Instant time) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(UTF_8), value);
    CloudEvents.headers(record.headers(), "io.gleaner." + type + ".v1", SOURCE, event, time);
    return record;
  }
}
