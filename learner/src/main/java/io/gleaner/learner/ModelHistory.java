package io.gleaner.learner;

import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What topic {@code models} says: every model's newest record, and which numbers are taken. */
final class ModelHistory {
  private final TreeMap<CheckpointName, ModelVersion> models = new TreeMap<>();
  private final Set<Long> priorVersions = new HashSet<>();
  private long highestLineage;
  private long highestPriorVersion;

  void accept(ModelRecord record) {
    if (record.hasModel()) {
      ModelVersion model = record.getModel();
      models.put(new CheckpointName(model.getLineage(), model.getStep()), model);
      highestLineage = Math.max(highestLineage, model.getLineage());
    }
    if (record.hasPriors()) {
      priorVersions.add(record.getPriors().getVersion());
      highestPriorVersion = Math.max(highestPriorVersion, record.getPriors().getVersion());
    }
  }

  /** 0 if there is none. */
  long highestLineage() {
    return highestLineage;
  }

  /** 0 if there is none. */
  long highestPriorVersion() {
    return highestPriorVersion;
  }

  boolean hasPriors(long version) {
    return priorVersions.contains(version);
  }

  /** Whether this model's last word is spoken: promoted, ungated or rejected. */
  boolean decided(CheckpointName name) {
    ModelVersion model = models.get(name);
    return model != null && model.getStatus() != Status.CANDIDATE;
  }

  /** The newest model that serving loads. */
  Optional<CheckpointName> newestServed() {
    return models.descendingMap().entrySet().stream()
        .filter(entry -> served(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean served(ModelVersion model) {
    return model.getStatus() == Status.PROMOTED || model.getStatus() == Status.UNGATED;
  }
}
