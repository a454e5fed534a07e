package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.MessageLite;
import io.gleaner.protocol.EventHeaders;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.QualityReport;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The topics a task writes to. Names of the sinks are those of the nouns. */
final class Outlets {

  static final String SOFT_LABELS = "soft-labels";
  static final String TAGS = "tags";
  static final String LABEL_QUERIES = "label-queries";
  static final String QUALITY = "quality";
  static final String QUALITY_PARTS = "quality-parts";

  /** To the topic of quality too, from the tasks themselves. */
  static final String DRIFT = "drift";

  static final String REJECTED = "rejected";

  private static final String STAGE = "label-estimator";
  private static final String SOURCE = "/gleaner/label-estimator";

  private final ProcessorContext<byte[], byte[]> context;
  private final Topics topics;
  private final Map<String, EventHeaders> headers = new HashMap<>();

  Outlets(ProcessorContext<byte[], byte[]> context, Topics topics) {
    this.context = context;
    this.topics = topics;
  }

  /** Publishes a record of an image. */
  void publish(String outlet, byte[] key, MessageLite value, String eventId, long millis) {
    Headers made =
        headers
            .computeIfAbsent(outlet, name -> new EventHeaders("io.gleaner." + name + ".v1", SOURCE))
            .of(eventId, millis);
    context.forward(new Record<>(key, value.toByteArray(), millis, made), outlet);
  }

  /** Takes back what was published of an image. */
  @SuppressWarnings("NullAway") // Kafka takes null for tombstones
  void erase(String outlet, byte[] key, long millis) {
    context.forward(new Record<>(key, null, millis), outlet);
  }

  /** Publishes a figure of all tasks. */
  void report(QualityReport report) {
    String key = report.getFigure() + "/" + report.getWindowStartMillis();
    publish(QUALITY, key.getBytes(UTF_8), report, key, report.getWindowEndMillis());
  }

  /** Publishes that something moved. */
  void drift(QualityReport report) {
    Drift drift = report.getDrift();
    String key =
        "%s/%d/%d/%s/%s/%d"
            .formatted(
                report.getFigure(),
                report.getWindowStartMillis(),
                drift.getPartition(),
                drift.getStream(),
                drift.getClassName(),
                drift.getCoordinate());
    publish(DRIFT, key.getBytes(UTF_8), report, key, report.getWindowEndMillis());
  }

  /** Hands a part of this task's figures on. */
  void part(String key, byte[] value, long millis) {
    context.forward(new Record<>(key.getBytes(UTF_8), value, millis), QUALITY_PARTS);
  }

  /** Sets aside a record that no row can take. */
  @SuppressWarnings("NullAway") // a rejected record may have come without key or value
  void reject(
      Record<byte @Nullable [], byte @Nullable []> record,
      RecordMetadata origin,
      UnusableRecordException reason) {
    ProducerRecord<byte[], byte[]> rejected =
        Rejection.record(
            topics,
            new Rejection.Origin(origin.topic(), origin.partition(), origin.offset()),
            record.key(),
            record.value(),
            record.headers(),
            reason.reason(),
            STAGE,
            reason.detail(),
            Rejection.DEFAULT_MAX_BYTES);
    context.forward(
        new Record<>(rejected.key(), rejected.value(), record.timestamp(), rejected.headers()),
        REJECTED);
  }
}
