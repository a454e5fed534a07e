package io.gleaner.app.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything a topic holds, growing with each look. */
final class TopicContents implements AutoCloseable {

  private final String bootstrapServers;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

  TopicContents(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What is there now. */
  List<ConsumerRecord<String, byte[]>> look() {
    consumer.poll(Duration.ofMillis(100)).forEach(records::add);
    return records;
  }

  /**
   * Everything that was there when this was asked, also what was committed so shortly before that
   * the broker has not marked it yet.
   */
  List<ConsumerRecord<String, byte[]>> toEnd() {
    Map<TopicPartition, Long> ends = writtenEnds();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      look();
    }
    return records;
  }

  private Map<TopicPartition, Long> writtenEnds() {
    try (KafkaConsumer<byte[], byte[]> uncommitted =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return uncommitted.endOffsets(consumer.assignment());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
