package io.gleaner.learner;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ModelRecord;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Topic {@code models} as the learner reads it: into the history, broken records aside. */
record ModelsTopic(ModelHistory models, Quarantine quarantine) {

  /**
   * Reads what is there now.
   *
   * @return the offset to read on from
   */
  long read(Consumer<byte[], byte[]> consumer, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      consumer.poll(Duration.ofMillis(100)).forEach(this::accept);
    }
    return consumer.position(partition);
  }

  void accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() != null) {
        models.accept(ModelRecord.parseFrom(record.value()));
      } else if (record.key() != null) {
        LearnerRecords.modelOf(record.key()).ifPresent(models::forget);
      }
    } catch (InvalidProtocolBufferException e) {
      quarantine.take(record, RejectionReason.BROKEN_PROTOBUF, e);
    }
  }
}
