package io.gleaner.estimator;

import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The models that serving may load, as the topic of models has them now. */
final class ServedModels {

  private final ReadOnlyKeyValueStore<String, byte[]> models;

  ServedModels(ReadOnlyKeyValueStore<String, byte[]> models) {
    this.models = models;
  }

  /**
   * The newest ones, whether serving has loaded them or not.
   *
   * @param most how many at most
   */
  NavigableSet<ModelStep> newest(int most) {
    NavigableSet<ModelStep> served = new TreeSet<>();
    // keys are not in the order of age
    try (KeyValueIterator<String, byte[]> all =
        models.prefixScan("model/", new StringSerializer())) {
      while (all.hasNext()) {
        ModelRecord record = ReferenceStores.model(all.next().value);
        if (record != null && record.hasModel() && isServed(record.getModel().getStatus())) {
          served.add(new ModelStep(record.getModel().getLineage(), record.getModel().getStep()));
          if (served.size() > most) {
            served.pollFirst();
          }
        }
      }
    }
    return served;
  }

  private static boolean isServed(ModelVersion.Status status) {
    return status == ModelVersion.Status.PROMOTED || status == ModelVersion.Status.UNGATED;
  }
}
