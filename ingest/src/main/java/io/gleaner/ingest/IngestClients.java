package io.gleaner.ingest;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.TopicCatalog;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of ingest, with what exactly-once needs set over the operator's section. */
final class IngestClients {

  private static final long USUAL_POLL_INTERVAL_MILLIS = 300_000;

  /** How long readers wait behind what a killed instance left open, if it does not come back. */
  private static final String TRANSACTION_TIMEOUT_MILLIS = "20000";

  private final Configuration configuration;
  private final IngestConfig config;
  private final String name;

  IngestClients(IngestConfig config, Configuration configuration) {
    this.configuration = configuration;
    this.config = config;
    this.name = "ingest-" + (config.instance().isEmpty() ? hostName() : config.instance());
  }

  Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The largest record that the topics take, in bytes. */
  int maxRecordBytes() {
    return configuration.section("topics").getInt("max-message-bytes");
  }

  Properties consumerProperties() {
    Properties properties = configuration.kafka(name);
    properties.setProperty("group.id", configuration.topics().prefix() + Outputs.STAGE);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("auto.offset.reset", "earliest");
    properties.setProperty("allow.auto.create.topics", "false");
    properties.setProperty("max.poll.records", Integer.toString(config.maxPollRecords()));
    properties.setProperty("max.poll.interval.ms", Long.toString(pollIntervalMillis()));
    return properties;
  }

  Properties producerProperties() {
    Properties properties = configuration.kafka(name);
    properties.setProperty("transactional.id", configuration.topics().prefix() + name);
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("acks", "all");
    properties.setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MILLIS);
    properties.setProperty(
        "max.request.size", Integer.toString(maxRecordBytes() + TopicCatalog.HEADER_ROOM));
    return properties;
  }

  /** A batch in which every image is fetched and every fetch runs out of time is still in time. */
  private long pollIntervalMillis() {
    long rounds = (config.maxPollRecords() + config.decodeThreads() - 1L) / config.decodeThreads();
    long fetching = rounds * config.uri().timeout().toMillis();
    return Math.min(Integer.MAX_VALUE, USUAL_POLL_INTERVAL_MILLIS + fetching);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A host without a name in its own network; the loopback's is as good for one instance.
      return InetAddress.getLoopbackAddress().getHostName();
    }
  }
}
