package io.gleaner.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A consumer of one partition's log that can be read again, unlike MockConsumer's records. */
final class LogConsumer extends MockConsumer<byte[], byte[]> {
  private final TopicPartition partition;
  private final List<ConsumerRecord<byte[], byte[]>> log;
  private final int maxRecords;
  private boolean noCoordinator;

  LogConsumer(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> log, int maxRecords) {
    super("earliest");
    this.partition = partition;
    this.log = log;
    this.maxRecords = maxRecords;
    updateBeginningOffsets(Map.of(partition, 0L));
  }

  /** The next question for committed offsets is not answered. */
  void loseCoordinator() {
    noCoordinator = true;
  }

  @Override
  public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
      Set<TopicPartition> partitions) {
    if (noCoordinator) {
      noCoordinator = false;
      throw new TimeoutException("no coordinator");
    }
    return super.committed(partitions);
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    super.poll(timeout);
    if (!assignment().contains(partition) || paused().contains(partition)) {
      return ConsumerRecords.empty();
    }
    long from = position(partition);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : log) {
      if (record.offset() >= from && found.size() < maxRecords) {
        found.add(record);
      }
    }
    if (found.isEmpty()) {
      return ConsumerRecords.empty();
    }
    long next = found.get(found.size() - 1).offset() + 1;
    seek(partition, next);
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    records.put(partition, found);
    return new ConsumerRecords<>(records, Map.of(partition, new OffsetAndMetadata(next)));
  }
}
