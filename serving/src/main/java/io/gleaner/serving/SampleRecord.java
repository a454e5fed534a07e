package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.Sample;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one record of topic {@code samples} asks for. */
sealed interface SampleRecord {
  ConsumerRecord<byte[], byte[]> origin();

  /** An image to score. */
  record Image(ConsumerRecord<byte[], byte[]> origin, String id, ByteString jpeg)
      implements SampleRecord {}

  /** The image is gone; there is nothing to score. */
  record Deletion(ConsumerRecord<byte[], byte[]> origin, String id) implements SampleRecord {}

  /** Nothing that could be scored. */
  record Bad(ConsumerRecord<byte[], byte[]> origin, RejectionReason reason, String detail)
      implements SampleRecord {}

  static SampleRecord of(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.key().length == 0) {
      return new Bad(record, RejectionReason.EMPTY_ID, "the record has no key");
    }
    String id = new String(record.key(), UTF_8);
    if (record.value() == null) {
      return new Deletion(record, id);
    }
    try {
      return of(record, id, Sample.parseFrom(record.value()));
    } catch (InvalidProtocolBufferException e) {
      return new Bad(record, RejectionReason.BROKEN_PROTOBUF, String.valueOf(e.getMessage()));
    }
  }

  private static SampleRecord of(ConsumerRecord<byte[], byte[]> record, String id, Sample sample) {
    if (!sample.getId().equals(id)) {
      return new Bad(
          record,
          RejectionReason.KEY_MISMATCH,
          "key %s but sample %s".formatted(id, sample.getId()));
    }
    return sample.getDeleted() ? new Deletion(record, id) : new Image(record, id, sample.getJpeg());
  }
}
