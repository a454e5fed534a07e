package io.gleaner.serving;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.TagRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tag store up with all partitions of topic {@code tags}.
 *
 * <p>Kafka drops tombstones some time after compaction. A store that was away for longer may hold
 * images that are deleted, so it is then built anew; likewise when the topic is not the one it was
 * read from.
 */
final class TagFollower implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(TagFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final TagStore store;
  private final Duration maxAway;
  private final ServingMeters meters;
  private final Clock clock;
  private volatile boolean caughtUp;
  // Where the topic ended when it was opened; empty before.
  private Map<TopicPartition, Long> ends = Map.of();

  /**
   * Follows into a store.
   *
   * @param maxAway how old the store's last record may be without its being built anew
   */
  TagFollower(
      Consumer<byte[], byte[]> consumer,
      String topic,
      TagStore store,
      Duration maxAway,
      ServingMeters meters,
      Clock clock) {
    this.consumer = consumer;
    this.topic = topic;
    this.store = store;
    this.maxAway = maxAway;
    this.meters = meters;
    this.clock = clock;
  }

  /** Whether everything that was there at the start is read. */
  boolean caughtUp() {
    return caughtUp;
  }

  @Override
  public void run(BooleanSupplier goOn) {
    List<TopicPartition> partitions = TopicPartitions.await(consumer, topic, goOn);
    if (partitions.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    KafkaSteps.take(goOn, () -> step(partitions));
  }

  private void step(List<TopicPartition> partitions) {
    if (ends.isEmpty()) {
      open(partitions);
    }
    apply(consumer.poll(POLL));
    if (!caughtUp) {
      caughtUp =
          ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }
  }

  private void open(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> found = consumer.endOffsets(partitions);
    if (stale(found)) {
      LOG.info("the store of tags is built anew from {}", topic);
      store.clear();
    }
    partitions.forEach(this::seek);
    ends = found;
  }

  private boolean stale(Map<TopicPartition, Long> found) {
    OptionalLong readAt = store.readAt();
    return readAt.isPresent()
        && (clock.millis() - readAt.getAsLong() > maxAway.toMillis()
            || found.entrySet().stream()
                .anyMatch(e -> store.position(e.getKey().partition()).orElse(0) > e.getValue()));
  }

  private void seek(TopicPartition partition) {
    OptionalLong next = store.position(partition.partition());
    if (next.isPresent()) {
      consumer.seek(partition, next.getAsLong());
    } else {
      consumer.seekToBeginning(List.of(partition));
    }
  }

  private void apply(ConsumerRecords<byte[], byte[]> polled) {
    if (polled.isEmpty()) {
      return;
    }
    List<ConsumerRecord<byte[], byte[]>> changes = new ArrayList<>(polled.count());
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      if (wellFormed(record)) {
        changes.add(record);
      }
    }
    Map<Integer, Long> next = new HashMap<>();
    polled.nextOffsets().forEach((p, offset) -> next.put(p.partition(), offset.offset()));
    store.apply(changes, next, clock.millis());
  }

  private boolean wellFormed(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() != null && (record.value() == null || isOwn(record))) {
      return true;
    }
    meters.brokenTagRecord();
    LOG.warn("{} offset {} is no tag record: passed over", record.topic(), record.offset());
    return false;
  }

  private static boolean isOwn(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Arrays.equals(
          TagRecord.parseFrom(record.value()).getIdBytes().toByteArray(), record.key());
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
  }
}
