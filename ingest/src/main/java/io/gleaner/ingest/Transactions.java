package io.gleaner.ingest;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Writes outputs and the offsets of what they came from in one Kafka transaction. For one thread.
 *
 * <p>The consumer group's generation fences an instance whose partitions have moved on (KIP-447),
 * so the transactional id need only be the instance's own.
 */
final class Transactions implements AutoCloseable {

  /** A source record by place. */
  private record Origin(TopicPartition partition, long offset) {
    static Origin of(ConsumerRecord<byte[], byte[]> record) {
      return new Origin(new TopicPartition(record.topic(), record.partition()), record.offset());
    }
  }

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Set<Origin> refused = ConcurrentHashMap.newKeySet();
  private @Nullable Producer<byte[], byte[]> producer;

  /**
   * Transactions on producers made when they are needed.
   *
   * @param producers makes one with the transactional id of this instance
   */
  Transactions(Supplier<Producer<byte[], byte[]>> producers) {
    this.producers = producers;
  }

  /** Begins a transaction, ending whatever one this instance left open before. */
  void begin() {
    if (producer == null) {
      Producer<byte[], byte[]> fresh = producers.get();
      producer = fresh;
      fresh.initTransactions();
    }
    producer().beginTransaction();
  }

  /** Sends an output of a source record. */
  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what any send met
  void send(ConsumerRecord<byte[], byte[]> source, ProducerRecord<byte[], byte[]> output) {
    producer()
        .send(
            output,
            (metadata, error) -> {
              // Every error fails the commit; this one would fail it again for ever.
              if (error instanceof RecordTooLargeException) {
                refused.add(Origin.of(source));
              }
            });
  }

  /** Whether Kafka refused an output of this source record for its size in an earlier try. */
  boolean refused(ConsumerRecord<byte[], byte[]> source) {
    return refused.contains(Origin.of(source));
  }

  /** Commits outputs and offsets together. */
  void commit(Map<TopicPartition, OffsetAndMetadata> next, ConsumerGroupMetadata group) {
    producer().sendOffsetsToTransaction(next, group);
    producer().commitTransaction();
    refused.removeIf(origin -> isBefore(origin, next.get(origin.partition())));
  }

  private static boolean isBefore(Origin origin, @Nullable OffsetAndMetadata next) {
    return next != null && origin.offset() < next.offset();
  }

  /** Drops what was begun; the next transaction begins on a fresh producer, which aborts it. */
  void drop() {
    Producer<byte[], byte[]> broken = producer;
    producer = null;
    if (broken != null) {
      broken.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> last = producer;
    producer = null;
    if (last != null) {
      last.close(Duration.ofSeconds(2));
    }
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> current = producer;
    if (current == null) {
      throw new IllegalStateException("no transaction was begun");
    }
    return current;
  }
}
