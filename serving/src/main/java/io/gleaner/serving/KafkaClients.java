package io.gleaner.serving;

import io.gleaner.protocol.Configuration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the stage's Kafka clients, with their metrics. */
final class KafkaClients implements AutoCloseable {
  private static final Duration METRICS_REFRESH = Duration.ofSeconds(10);

  private final Configuration configuration;
  private final MeterRegistry meters;
  private final List<KafkaClientMetrics> bound = new ArrayList<>();
  private final ScheduledExecutorService refreshing =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "serving-kafka-metrics");
            thread.setDaemon(true);
            return thread;
          });

  KafkaClients(Configuration configuration, MeterRegistry meters) {
    this.configuration = configuration;
    this.meters = meters;
  }

  /** A consumer of committed records that never commits by itself. */
  Consumer<byte[], byte[]> consumer(String name) {
    return consumer(name, new Properties());
  }

  /** The same, member of a group. */
  Consumer<byte[], byte[]> member(String name, String group, int maxPollRecords) {
    Properties more = new Properties();
    more.setProperty("group.id", group);
    more.setProperty("max.poll.records", Integer.toString(maxPollRecords));
    return consumer(name, more);
  }

  /** A consumer that seeks often: an idle fetch must not hold the next one up for long. */
  Consumer<byte[], byte[]> seeking(String name) {
    Properties more = new Properties();
    more.setProperty("fetch.max.wait.ms", "10");
    return consumer(name, more);
  }

  private Consumer<byte[], byte[]> consumer(String name, Properties more) {
    Properties properties = configuration.kafka("gleaner-serving-" + name);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("auto.offset.reset", "earliest");
    properties.setProperty("allow.auto.create.topics", "false");
    properties.putAll(more);
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    bind(new KafkaClientMetrics(consumer, Tags.empty(), refreshing, METRICS_REFRESH));
    return consumer;
  }

  /** A producer whose records are written once, in order, on all replicas. */
  Producer<byte[], byte[]> producer(String name) {
    return producer(name, new Properties());
  }

  /** The same, for a request that waits: sending never takes longer than that. */
  Producer<byte[], byte[]> answering(String name, Duration longest) {
    Properties more = new Properties();
    more.setProperty("max.block.ms", Long.toString(longest.toMillis()));
    return producer(name, more);
  }

  private Producer<byte[], byte[]> producer(String name, Properties more) {
    Properties properties = configuration.kafka("gleaner-serving-" + name);
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.putAll(more);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    bind(new KafkaClientMetrics(producer, Tags.empty(), refreshing, METRICS_REFRESH));
    return producer;
  }

  private void bind(KafkaClientMetrics metrics) {
    metrics.bindTo(meters);
    bound.add(metrics);
  }

  @Override
  public void close() {
    bound.forEach(KafkaClientMetrics::close);
    refreshing.shutdownNow();
  }
}
