package io.gleaner.learner;

import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that the learner cannot use: counted, and to topic {@code rejected}. */
record Quarantine(Topics topics, LearnerMeters meters, Outbox outbox) {
  private static final String STAGE = "learner";

  void take(ConsumerRecord<byte[], byte[]> record, RejectionReason reason, Exception cause) {
    meters.rejected();
    outbox.later(
        Rejection.record(
            topics,
            record,
            reason,
            STAGE,
            String.valueOf(cause.getMessage()),
            Rejection.DEFAULT_MAX_BYTES));
  }
}
