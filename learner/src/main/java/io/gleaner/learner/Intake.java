package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.network.InvalidImageException;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands records to the training and remembers how far each partition is read. A record that cannot
 * be used goes to topic {@code rejected} and is counted; those around it go through.
 */
final class Intake {
  private static final String STAGE = "learner";

  private final Topics topics;
  private final Training training;
  private final ModelHistory models;
  private final Outbox outbox;
  private final Map<String, Map<Integer, Long>> offsets = new TreeMap<>();

  Intake(
      Topics topics,
      Training training,
      ModelHistory models,
      Outbox outbox,
      Map<String, Map<Integer, Long>> offsets) {
    this.topics = topics;
    this.training = training;
    this.models = models;
    this.outbox = outbox;
    offsets.forEach((topic, positions) -> this.offsets.put(topic, new TreeMap<>(positions)));
  }

  /**
   * Takes one record in.
   *
   * @return whether it was a sample
   */
  boolean accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      return dispatch(record);
    } catch (InvalidProtocolBufferException e) {
      reject(record, RejectionReason.BROKEN_PROTOBUF, e);
    } catch (InvalidImageException e) {
      reject(record, RejectionReason.UNDECODABLE_IMAGE, e);
    } catch (UnknownClassException e) {
      reject(record, RejectionReason.UNKNOWN_CLASS, e);
    } catch (ClassCountException e) {
      reject(record, RejectionReason.WRONG_CLASS_COUNT, e);
    }
    return false;
  }

  private boolean dispatch(ConsumerRecord<byte[], byte[]> record)
      throws InvalidProtocolBufferException, InvalidImageException {
    boolean sample = record.topic().equals(topics.samples());
    if (sample || record.topic().equals(topics.softLabels())) {
      offsets
          .computeIfAbsent(record.topic(), topic -> new TreeMap<>())
          .put(record.partition(), record.offset() + 1);
    }
    if (record.value() == null) {
      if (!sample && record.key() != null) {
        training.forgetEarlyLabels(new String(record.key(), UTF_8));
      }
      return false;
    }
    if (sample) {
      training.accept(Sample.parseFrom(record.value()));
    } else if (record.topic().equals(topics.softLabels())) {
      training.accept(SoftLabels.parseFrom(record.value()));
    } else {
      models.accept(ModelRecord.parseFrom(record.value()));
    }
    return sample;
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> record, RejectionReason reason, Exception cause) {
    training.meters().rejected();
    outbox.later(
        Rejection.record(
            topics,
            record,
            reason,
            STAGE,
            String.valueOf(cause.getMessage()),
            Rejection.DEFAULT_MAX_BYTES));
  }

  /** Next offset to read, by topic and partition. */
  Map<String, Map<Integer, Long>> offsets() {
    return offsets;
  }
}
