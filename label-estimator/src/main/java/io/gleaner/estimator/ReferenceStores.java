package io.gleaner.estimator;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.LabelSpaceRecord;
import io.gleaner.protocol.v1.ModelRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The global stores: every instance holds the topics of models and of the label space whole. */
final class ReferenceStores {

  static final String MODELS = "models";
  static final String LABEL_SPACE = "label-space";

  /** Key of the one record that matters on the topic of the label space. */
  static final String LABEL_SPACE_KEY = "label-space";

  private static final Logger LOG = LoggerFactory.getLogger(ReferenceStores.class);

  private ReferenceStores() {}

  static void addTo(Topology topology, Topics topics) {
    add(topology, MODELS, topics.models());
    add(topology, LABEL_SPACE, topics.labelSpace());
  }

  private static void add(Topology topology, String store, String topic) {
    StoreBuilder<KeyValueStore<String, byte[]>> builder =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
            .withCachingDisabled()
            // the topic itself is what the store is rebuilt from
            .withLoggingDisabled();
    topology.addGlobalStore(
        builder,
        store + "-source",
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topic,
        store + "-update",
        () -> new Update(store));
  }

  /** A record of the topic of models; null, and a line in the log, if it cannot be read. */
  static @Nullable ModelRecord model(byte[] bytes) {
    try {
      return ModelRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      LOG.error("a record of the topic of models cannot be read and is passed over", e);
      return null;
    }
  }

  /** A label space; null, and a line in the log, if it cannot be read. */
  static @Nullable LabelSpace labelSpace(byte[] bytes) {
    try {
      return LabelSpace.of(LabelSpaceRecord.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      LOG.error("a record of the topic of the label space cannot be read and is passed over", e);
      return null;
    }
  }

  /** Keeps the newest usable record of each key. */
  private static final class Update extends ContextualProcessor<String, byte[], Void, Void> {

    private final String name;

    Update(String name) {
      this.name = name;
    }

    @Override
    public void process(Record<String, byte[]> record) {
      KeyValueStore<String, byte[]> store = context().getStateStore(name);
      byte[] value = record.value();
      if (record.key() == null) {
        LOG.error("a record without a key on the topic of {} is passed over", name);
      } else if (value == null || usable(value, store.get(record.key()))) {
        store.put(record.key(), value);
      }
    }

    private static boolean extendsIt(LabelSpace next, LabelSpace before) {
      return next.size() >= before.size()
          && next.names().subList(0, before.size()).equals(before.names());
    }

    private boolean usable(byte[] value, byte @Nullable [] known) {
      if (name.equals(MODELS)) {
        return model(value) != null;
      }
      LabelSpace next = labelSpace(value);
      LabelSpace before = known == null ? null : labelSpace(known);
      boolean grows = next != null && (before == null || extendsIt(next, before));
      if (next != null && !grows) {
        LOG.error("a label space that changes classes in use is passed over; only append classes");
      }
      return grows;
    }
  }
}
