package io.gleaner.app.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.MessageLite;
import io.gleaner.protocol.Configuration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records that nobody reads before {@link #release()}, so that writing them takes nothing
 * from what is measured.
 */
final class Feed implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private boolean open;

  Feed(Configuration configuration) {
    Properties properties = configuration.kafka("bench-feed");
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench-feed");
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 900_000);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  void send(String topic, String key, MessageLite value) {
    if (!open) {
      producer.beginTransaction();
      open = true;
    }
    // the callback tells of failures, and release() of them all
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key.getBytes(UTF_8), value.toByteArray()),
            (written, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /** Lets readers see what was sent since the last time. */
  void release() {
    producer.commitTransaction();
    open = false;
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a record of the bench was not written", failed);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
