package io.gleaner.serving;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a topic, so that no order of starting processes is wrong. */
final class TopicPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(TopicPartitions.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private TopicPartitions() {}

  /** All partitions of a topic as soon as it exists; none if told to stop before. */
  static List<TopicPartition> await(
      Consumer<byte[], byte[]> consumer, String topic, BooleanSupplier goOn) {
    while (goOn.getAsBoolean()) {
      try {
        List<PartitionInfo> found = consumer.partitionsFor(topic, PATIENCE);
        if (found != null && !found.isEmpty()) {
          return found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
        }
        // Without a topic the answer comes at once; polling paces the next question.
        pause();
      } catch (TimeoutException e) {
        LOG.info("waiting for topic {}: {}", topic, e.getMessage());
      }
    }
    return List.of();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
