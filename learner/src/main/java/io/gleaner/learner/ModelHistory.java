package io.gleaner.learner;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What topic {@code models} says: every model's newest record, and which numbers are taken. */
final class ModelHistory {
  private final TreeMap<CheckpointName, ModelVersion> models = new TreeMap<>();
  private final LinkedHashSet<CheckpointName> byRecord = new LinkedHashSet<>();
  private final Set<Long> priorVersions = new HashSet<>();
  private long highestLineage;
  private long highestPriorVersion;

  void accept(ModelRecord record) {
    if (record.hasModel()) {
      accept(record.getModel());
    }
    if (record.hasPriors()) {
      priorVersions.add(record.getPriors().getVersion());
      highestPriorVersion = Math.max(highestPriorVersion, record.getPriors().getVersion());
    }
  }

  void accept(ModelVersion model) {
    CheckpointName name = CheckpointName.of(model);
    highestLineage = Math.max(highestLineage, model.getLineage());
    // What this learner decided comes back to it after the candidacy that went before.
    if (model.getStatus() == Status.CANDIDATE && settled(name, model.getSha256())) {
      return;
    }
    models.put(name, model);
    byRecord.remove(name);
    byRecord.add(name);
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

  /**
   * Whether this model's last word is spoken: promoted, ungated, rejected, or, with its reason,
   * that it begins a lineage.
   *
   * @param sha256 of its manifest; the same step trained anew is another model
   */
  boolean settled(CheckpointName name, String sha256) {
    ModelVersion model = models.get(name);
    return model != null
        && (model.getStatus() != Status.CANDIDATE || !model.getReason().isEmpty())
        && model.getSha256().equals(sha256);
  }

  /** SHA-256 of a model's manifest as it was announced; empty if it was not. */
  String sha256(CheckpointName name) {
    ModelVersion model = models.get(name);
    return model == null ? "" : model.getSha256();
  }

  /** The newest model that serving loads. */
  Optional<CheckpointName> newestServed() {
    return models.descendingKeySet().stream().filter(this::served).findFirst();
  }

  /** What serving may load, the one decided on last first. */
  List<CheckpointName> served() {
    return newestRecordFirst().stream().filter(this::served).toList();
  }

  /** What the newest word on it says is the best recent model, if that is served. */
  Optional<CheckpointName> bestRecent() {
    return newestRecordFirst().stream()
        .map(name -> get(name).getBestRecent())
        .filter(best -> !best.isEmpty())
        .findFirst()
        .flatMap(CheckpointName::parse)
        .filter(this::served);
  }

  /** How many models of a lineage the gate has rejected since it last let one through. */
  int rejectedInARow(long lineage) {
    int rejected = 0;
    for (CheckpointName name : newestRecordFirst()) {
      ModelVersion model = get(name);
      if (served(model) || name.lineage() != lineage) {
        return rejected;
      }
      if (model.getStatus() == Status.REJECTED && !model.getByOperator()) {
        rejected++;
      }
    }
    return rejected;
  }

  /** How manieth of all models this is, from 1; 0 if it was not announced. */
  int number(CheckpointName name) {
    return models.containsKey(name) ? models.headMap(name, true).size() : 0;
  }

  private List<CheckpointName> newestRecordFirst() {
    List<CheckpointName> names = new ArrayList<>(byRecord);
    Collections.reverse(names);
    return names;
  }

  private ModelVersion get(CheckpointName name) {
    return models.getOrDefault(name, ModelVersion.getDefaultInstance());
  }

  private boolean served(CheckpointName name) {
    return served(models.get(name));
  }

  private static boolean served(@Nullable ModelVersion model) {
    return model != null
        && (model.getStatus() == Status.PROMOTED || model.getStatus() == Status.UNGATED);
  }
}
