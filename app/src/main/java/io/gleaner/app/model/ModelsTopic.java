package io.gleaner.app.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.BrokerUnreachableException;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topic {@code models} as an operator reads it and writes to it. */
final class ModelsTopic {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MOST_EMPTY_POLLS = 600;

  private final Configuration configuration;
  private final TopicPartition partition;
  private final Clock clock;

  ModelsTopic(Configuration configuration, Clock clock) {
    this.configuration = configuration;
    this.partition = new TopicPartition(configuration.topics().models(), 0);
    this.clock = clock;
  }

  /** Reads what is there now. */
  KnownModels read() throws InvalidProtocolBufferException {
    Properties properties = configuration.kafka("gleaner-model");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    KnownModels models = new KnownModels();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      int empty = 0;
      while (consumer.position(partition) < end) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        empty = records.isEmpty() ? empty + 1 : 0;
        if (empty == MOST_EMPTY_POLLS) {
          String what = "no answer for a minute while reading " + partition.topic();
          throw new BrokerUnreachableException(what, new TimeoutException(what));
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.value() != null) {
            models.accept(ModelRecord.parseFrom(record.value()));
          } else if (record.key() != null) {
            models.forget(new String(record.key(), UTF_8));
          }
        }
      }
    }
    return models;
  }

  /** Writes an operator's words, in order; they are acknowledged when this returns. */
  void publish(List<ModelVersion> words) {
    Properties properties = configuration.kafka("gleaner-model");
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ModelVersion word : words) {
        producer.send(record(word)).get();
      }
    } catch (ExecutionException e) {
      throw new BrokerUnreachableException("the model's record could not be written to Kafka", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerUnreachableException("interrupted while writing the model's record", e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(ModelVersion model) {
    String key = "model/" + ModelName.of(model);
    byte[] value = ModelRecord.newBuilder().setModel(model).build().toByteArray();
    var record = new ProducerRecord<>(partition.topic(), 0, key.getBytes(UTF_8), value);
    CloudEvents.headers(
        record.headers(),
        "io.gleaner.model-version.v1",
        "/gleaner/operator",
        "%s/%s/%d".formatted(key, model.getStatus(), clock.millis()),
        clock.instant());
    return record;
  }
}
