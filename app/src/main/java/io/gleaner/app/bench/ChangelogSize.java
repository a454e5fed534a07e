package io.gleaner.app.bench;

import io.gleaner.protocol.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How large the values of a store are, as its changelog shows. */
final class ChangelogSize {

  private static final int LAST = 1_000;

  private ChangelogSize() {}

  /** Mean size of the values written last to partition 0, in bytes. */
  static double meanValue(Configuration configuration, String topic) {
    Properties properties = configuration.kafka("bench-changelog");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    TopicPartition partition = new TopicPartition(topic, 0);
    LongSummaryStatistics sizes = new LongSummaryStatistics();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      consumer.seek(partition, Math.max(0, end - LAST));
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .records(partition)
            .forEach(record -> sizes.accept(record.value().length));
      }
    }
    return sizes.getAverage();
  }
}
