package io.gleaner.estimator;

import io.gleaner.protocol.Topics;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Labels and predictions, joined by image, over a store of rows; and what the tasks' figures add up
 * to.
 *
 * <p>Keys and values cross the topology as bytes, so that what cannot be read is set aside by us
 * and never by the framework. The stores have their own changelogs: the source topics could not
 * rebuild them.
 */
final class EstimatorTopology {

  static final String ROWS = "rows";
  static final String SCORES = "scores";
  static final String QUERY_BUDGET = "query-budget";
  static final String OPEN_QUERIES = "open-queries";

  static final String FIGURES = "figures";
  static final String MERGED = "merged-figures";

  private static final String ESTIMATOR = "estimator";
  private static final String MERGER = "figure-merger";

  /** A record without a time of its own counts as the oldest rather than ending the task. */
  private static final TimestampExtractor OWN_TIME =
      (record, partitionTime) -> Math.max(0, record.timestamp());

  private EstimatorTopology() {}

  static Topology of(LabelEstimatorConfig config, Topics topics, EstimatorMeters meters) {
    Topology topology = new Topology();
    Patience patience = Patience.of(config.referenceWait());
    ReferenceStores.addTo(topology, topics);
    source(topology, "labels", topics.labels());
    source(topology, "predictions", topics.predictions());
    topology
        .addProcessor(
            ESTIMATOR,
            () -> new EstimatorProcessor(config, topics, patience, meters),
            "labels",
            "predictions")
        .addStateStore(persistent(ROWS, config), ESTIMATOR)
        .addStateStore(persistent(SCORES, config), ESTIMATOR)
        .addStateStore(queryBudget(config), ESTIMATOR)
        .addStateStore(openQueries(config), ESTIMATOR)
        .addStateStore(persistent(FIGURES, config), ESTIMATOR);
    sink(topology, Outlets.SOFT_LABELS, topics.softLabels(), ESTIMATOR);
    sink(topology, Outlets.TAGS, topics.tags(), ESTIMATOR);
    sink(topology, Outlets.LABEL_QUERIES, topics.labelQueries(), ESTIMATOR);
    sink(topology, Outlets.QUALITY_PARTS, topics.qualityParts(), ESTIMATOR);
    sink(topology, Outlets.DRIFT, topics.quality(), ESTIMATOR);
    sink(topology, Outlets.REJECTED, topics.rejected(), ESTIMATOR);
    addMerger(topology, config, topics, patience, meters);
    return topology;
  }

  /** Of one task: the topic of parts has one partition. */
  private static void addMerger(
      Topology topology,
      LabelEstimatorConfig config,
      Topics topics,
      Patience patience,
      EstimatorMeters meters) {
    source(topology, "parts", topics.qualityParts());
    topology
        .addProcessor(
            MERGER, () -> new FigureMerger(config, topics, patience, meters.quality()), "parts")
        .addStateStore(persistent(MERGED, config), MERGER);
    sink(topology, Outlets.QUALITY, topics.quality(), MERGER);
  }

  private static void source(Topology topology, String name, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        OWN_TIME,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  private static void sink(Topology topology, String name, String topic, String parent) {
    topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> persistent(
      String name, LabelEstimatorConfig config) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(changelog(config));
  }

  private static StoreBuilder<KeyValueStore<String, Long>> queryBudget(
      LabelEstimatorConfig config) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(QUERY_BUDGET), Serdes.String(), Serdes.Long())
        .withCachingDisabled()
        .withLoggingEnabled(changelog(config));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> openQueries(
      LabelEstimatorConfig config) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(OPEN_QUERIES), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(changelog(config));
  }

  /** What one record of a topic may be, one record of a row may be. */
  private static Map<String, String> changelog(LabelEstimatorConfig config) {
    return Map.of(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(StreamsSettings.request(config)));
  }
}
