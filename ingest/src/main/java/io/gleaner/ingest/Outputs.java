package io.gleaner.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.MessageLite;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Sample;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Outcomes → records of the topics {@code samples}, {@code labels} and {@code rejected}. */
final class Outputs {

  static final String STAGE = "ingest";

  /** What key and headers may take of a record's size. */
  private static final int HEADER_ROOM = 2048;

  private final Topics topics;
  private final int maxRecordBytes;

  /**
   * Outputs within a record size.
   *
   * @param maxRecordBytes the largest record that the topics take
   */
  Outputs(Topics topics, int maxRecordBytes) {
    this.topics = topics;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** The outcome itself, unless what it would send is larger than its topic takes. */
  Outcome fitting(Outcome outcome) {
    int limit = maxRecordBytes - HEADER_ROOM;
    if (outcome instanceof Outcome.Sampled sampled) {
      int largest =
          Math.max(sampled.sample().getSerializedSize(), sampled.labels().getSerializedSize());
      return largest <= limit ? outcome : oversized("sample of " + largest + " bytes");
    }
    if (outcome instanceof Outcome.LabelsOnly labels
        && labels.labels().getSerializedSize() > limit) {
      return oversized("labels of " + labels.labels().getSerializedSize() + " bytes");
    }
    return outcome;
  }

  /** What becomes of a submission whose output Kafka would not take. */
  static Outcome oversized(String what) {
    return new Outcome.Rejected(
        RejectionReason.OVERSIZED_OUTPUT, what + "; more than a record of its topic may have");
  }

  /** The records that tell an outcome, keyed by image id. */
  List<ProducerRecord<byte[], byte[]>> records(
      ConsumerRecord<byte[], byte[]> origin, Outcome outcome) {
    if (outcome instanceof Outcome.Sampled sampled) {
      return List.of(sample(origin, sampled.sample()), labels(origin, sampled.labels()));
    }
    if (outcome instanceof Outcome.Deleted deleted) {
      return List.of(sample(origin, deleted.sample()), labels(origin, deleted.labels()));
    }
    if (outcome instanceof Outcome.LabelsOnly only) {
      return List.of(labels(origin, only.labels()));
    }
    Outcome.Rejected rejected = (Outcome.Rejected) outcome;
    // A record that Kafka once refused for its size goes by reference.
    int maxBytes = rejected.reason() == RejectionReason.OVERSIZED_OUTPUT ? 0 : maxRecordBytes;
    return List.of(
        Rejection.record(topics, origin, rejected.reason(), STAGE, rejected.detail(), maxBytes));
  }

  private ProducerRecord<byte[], byte[]> sample(
      ConsumerRecord<byte[], byte[]> origin, Sample sample) {
    return event(
        topics.samples(), origin, "sample", sample.getId(), sample.getTimeMillis(), sample);
  }

  private ProducerRecord<byte[], byte[]> labels(
      ConsumerRecord<byte[], byte[]> origin, LabelEvent labels) {
    return event(topics.labels(), origin, "labels", labels.getId(), labels.getTimeMillis(), labels);
  }

  private static ProducerRecord<byte[], byte[]> event(
      String topic,
      ConsumerRecord<byte[], byte[]> origin,
      String noun,
      String id,
      long timeMillis,
      MessageLite value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, id.getBytes(UTF_8), value.toByteArray());
    // The origin names the event: should a submission be taken in twice, so do its copies.
    CloudEvents.headers(
        record.headers(),
        "io.gleaner." + noun + ".v1",
        "/gleaner/" + STAGE,
        "%s-%s-%d-%d".formatted(noun, origin.topic(), origin.partition(), origin.offset()),
        Instant.ofEpochMilli(timeMillis));
    return record;
  }
}
