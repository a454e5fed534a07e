package io.gleaner.app;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.Configuration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topic {@code tags} from its beginning. */
final class TagReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Takes one image's tag record, or null for its deletion. */
  interface Sink {
    void accept(String image, byte @Nullable [] value) throws InvalidProtocolBufferException;
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final @Nullable String only;

  /**
   * Opens the topic.
   *
   * @param only the one image to read, or null for all
   */
  TagReader(Configuration configuration, @Nullable String only) {
    Properties properties = configuration.kafka("gleaner-tags");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    this.only = only;
    this.consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        consumer.partitionsFor(configuration.topics().tags()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Passes each image's newest record on, up to what is there now. */
  void newest(Sink sink) throws InvalidProtocolBufferException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<String, byte[]> newest = new LinkedHashMap<>();
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (wanted(record)) {
          newest.remove(record.key());
          if (record.value() != null) {
            newest.put(record.key(), record.value());
          }
        }
      }
    }
    for (Map.Entry<String, byte[]> entry : newest.entrySet()) {
      sink.accept(entry.getKey(), entry.getValue());
    }
  }

  /**
   * Passes every record on, also those that come later.
   *
   * @param stop asked between polls
   */
  void follow(Sink sink, BooleanSupplier stop) throws InvalidProtocolBufferException {
    while (!stop.getAsBoolean()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (wanted(record)) {
          sink.accept(record.key(), record.value());
        }
      }
    }
  }

  private boolean wanted(ConsumerRecord<String, byte[]> record) {
    return only == null || only.equals(record.key());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
