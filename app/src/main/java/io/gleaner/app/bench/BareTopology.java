package io.gleaner.app.bench;

import io.gleaner.protocol.Configuration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The least that a stateful topology does with a record: gets the row under its key and puts one of
 * a given size, exactly once and with a changelog. Kafka Streams' own settings for RocksDB.
 */
final class BareTopology implements Measured {

  private static final String STORE = "rows";
  private static final String NAME = "bench-bare";

  private final LongAdder records = new LongAdder();
  private final String topic;
  private final KafkaStreams streams;
  private volatile int rowBytes = 1;

  BareTopology(Configuration configuration) {
    topic = configuration.topics().prefix() + NAME;
    createTopic(configuration);
    Properties properties = configuration.kafka(NAME);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, NAME);
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, configuration.dataDir().resolve(NAME).toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        configuration.section("label-estimator").getDuration("commit-interval").toMillis());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    streams = new KafkaStreams(topology(), properties);
    streams.start();
  }

  private void createTopic(Configuration configuration) {
    try (Admin admin = Admin.create(configuration.kafka(NAME))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create the topic " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating the topic " + topic, e);
    }
  }

  private Topology topology() {
    return new Topology()
        .addSource(
            "source", Serdes.Bytes().deserializer(), Serdes.ByteArray().deserializer(), topic)
        .addProcessor("processor", GetAndPut::new, "source")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of()),
            "processor");
  }

  /** From now on, rows of this size are written. */
  void rowBytes(int size) {
    rowBytes = size;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public long records() {
    return records.sum();
  }

  @Override
  public void close() {
    streams.close();
  }

  private final class GetAndPut extends ContextualProcessor<Bytes, byte[], Void, Void> {

    @Override
    public void process(Record<Bytes, byte[]> record) {
      KeyValueStore<Bytes, byte[]> store = context().getStateStore(STORE);
      byte[] before = store.get(record.key());
      byte[] row = Arrays.copyOf(record.value(), rowBytes);
      if (before != null) {
        row[0] = (byte) (before[0] + 1);
      }
      store.put(record.key(), row);
      records.increment();
    }
  }
}
