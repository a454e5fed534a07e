package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's observer")
class LoopObserverTest {

  private static final Topics TOPICS = new Topics("t.");

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final LoopObserver observer = new LoopObserver(TOPICS, consumer);

  @BeforeEach
  void open() {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    for (String topic :
        List.of(TOPICS.tags(), TOPICS.quality(), TOPICS.models(), TOPICS.rejected())) {
      consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, null, null, null)));
      beginnings.put(new TopicPartition(topic, 0), 0L);
    }
    consumer.updateBeginningOffsets(beginnings);
    observer.start();
  }

  private String failure() {
    assertThatThrownBy(() -> observer.ended().get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(Exception.class);
    return observer.ended().handle((done, cause) -> String.valueOf(cause.getMessage())).join();
  }

  @Test
  @DisplayName("ends with the place of a record that it cannot read")
  void shouldTellWhatItCannotRead() {
    consumer.addRecord(
        new ConsumerRecord<>(
            TOPICS.models(), 0, 0, "model/1/1".getBytes(UTF_8), new byte[] {(byte) 0xff, 1}));
    assertThat(failure()).contains(TOPICS.models() + "-0 offset 0");
  }

  @Test
  @DisplayName("ends with what Kafka says")
  void shouldTellWhatKafkaSays() {
    consumer.setPollException(new KafkaException("no such user"));
    assertThat(failure()).contains("no such user");
  }

  @Test
  @DisplayName("ends without a failure when it is closed")
  void shouldCloseInPeace() throws Exception {
    observer.close();
    observer.ended().get(30, TimeUnit.SECONDS);
    assertThat(observer.ended()).isCompleted();
  }
}
