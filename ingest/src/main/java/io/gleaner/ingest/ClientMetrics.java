package io.gleaner.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Shows what the Kafka clients measure of themselves; a producer made anew replaces the last. */
final class ClientMetrics implements AutoCloseable {

  private final MeterRegistry meters;
  private @Nullable KafkaClientMetrics consuming;
  private @Nullable KafkaClientMetrics producing;

  ClientMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  Consumer<byte[], byte[]> watch(Consumer<byte[], byte[]> consumer) {
    close(consuming);
    consuming = bind(new KafkaClientMetrics(consumer));
    return consumer;
  }

  Producer<byte[], byte[]> watch(Producer<byte[], byte[]> producer) {
    close(producing);
    producing = bind(new KafkaClientMetrics(producer));
    return producer;
  }

  private KafkaClientMetrics bind(KafkaClientMetrics metrics) {
    metrics.bindTo(meters);
    return metrics;
  }

  @Override
  public void close() {
    close(consuming);
    close(producing);
  }

  private static void close(@Nullable KafkaClientMetrics metrics) {
    if (metrics != null) {
      metrics.close();
    }
  }
}
