package io.gleaner.estimator;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.TopicCatalog;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;

/** The Kafka Streams configuration of the label-estimator. */
final class StreamsSettings {

  private static final String CLIENT = "gleaner-label-estimator";

  /** Longest transaction beside a wait for reference data. */
  private static final Duration COMMITTING = Duration.ofSeconds(3);

  private static final Duration LONGEST_OUTAGE = Duration.ofDays(1);

  private static final int BATCH_BYTES = 128 << 10;

  private StreamsSettings() {}

  static Properties of(
      LabelEstimatorConfig config, Configuration configuration, RocksDbMemory.Budget memory) {
    Properties properties = new Properties();
    // After a kill, the stores are taken over when the session ends, and what the dead instance had
    // begun to write hides what comes after it until that transaction is aborted.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(config.sessionTimeout()));
    properties.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(config.sessionTimeout().dividedBy(4)));
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(config.referenceWait().plus(COMMITTING)));
    // A busy task fills Kafka's 16 KiB within a millisecond, and every batch costs both sides.
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    // A commit given up halfway (by default after a minute) leaves a producer that can only try it
    // again, and ends the stage: wait for the broker instead.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(LONGEST_OUTAGE));
    // What is deleted must leave the changelogs too, as it leaves the topics.
    String lag = millis(configuration.section("topics").getDuration("compaction-lag"));
    properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG), lag);
    properties.putAll(configuration.kafka(CLIENT));
    // one record that is too large would stop the stage for good
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), request(config));
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    HostInfo server = config.applicationServer();
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, server.host() + ":" + server.port());
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG,
        configuration.dataDir().resolve("label-estimator").toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    properties.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG,
        configuration.section("topics").getInt("replication-factor"));
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    properties.put(RocksDbMemory.BUDGET, memory);
    return properties;
  }

  /** The largest record with what the headers of a rejected one add, in bytes. */
  static int request(LabelEstimatorConfig config) {
    return config.largestRecord() + TopicCatalog.HEADER_ROOM;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
