package io.gleaner.estimator;

import io.gleaner.protocol.Configuration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;

/** The Kafka Streams configuration of the label-estimator. */
final class StreamsSettings {

  private static final String CLIENT = "gleaner-label-estimator";

  private StreamsSettings() {}

  static Properties of(
      LabelEstimatorConfig config, Configuration configuration, RocksDbMemory.Budget memory) {
    Properties properties = new Properties();
    // After a kill, the stores are taken over when the session ends; Kafka's 45 s is too long.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    properties.putAll(configuration.kafka(CLIENT));
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
}
