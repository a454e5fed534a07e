package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.network.InvalidImageException;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.Topics;
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
  private final Topics topics;
  private final Training training;
  private final ModelsTopic models;
  private final Quarantine quarantine;
  private final Map<String, Map<Integer, Long>> offsets = new TreeMap<>();

  Intake(
      Topics topics,
      Training training,
      ModelHistory models,
      Outbox outbox,
      Map<String, Map<Integer, Long>> offsets) {
    this.topics = topics;
    this.training = training;
    this.quarantine = new Quarantine(topics, training.meters(), outbox);
    this.models = new ModelsTopic(models, quarantine);
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
      quarantine.take(record, RejectionReason.BROKEN_PROTOBUF, e);
    } catch (InvalidImageException e) {
      quarantine.take(record, RejectionReason.UNDECODABLE_IMAGE, e);
    } catch (UnknownClassException e) {
      quarantine.take(record, RejectionReason.UNKNOWN_CLASS, e);
    } catch (ClassCountException e) {
      quarantine.take(record, RejectionReason.WRONG_CLASS_COUNT, e);
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
    if (record.topic().equals(topics.models())) {
      models.accept(record);
      return false;
    }
    if (record.value() == null) {
      if (!sample && record.key() != null) {
        training.forgetEarlyLabels(new String(record.key(), UTF_8));
      }
      return false;
    }
    if (sample) {
      training.accept(Sample.parseFrom(record.value()));
    } else {
      training.accept(SoftLabels.parseFrom(record.value()));
    }
    return sample;
  }

  /** Next offset to read, by topic and partition. */
  Map<String, Map<Integer, Long>> offsets() {
    return offsets;
  }
}
