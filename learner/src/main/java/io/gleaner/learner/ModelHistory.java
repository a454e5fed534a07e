package io.gleaner.learner;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What topic {@code models} says: the newest record of each model spoken of lately or still on
 * disk, and which numbers are taken. Per-class thresholds and offsets are not kept, and older
 * models are given up, so that it stays small however long the topic gets.
 */
final class ModelHistory {
  /** So many models of the newest records are kept, whether or not they are on disk. */
  static final int RECENT = 1_024;

  private final Predicate<CheckpointName> onDisk;
  private final TreeMap<CheckpointName, ModelVersion> models = new TreeMap<>();
  private final LinkedHashSet<CheckpointName> byRecord = new LinkedHashSet<>();
  private final Set<CheckpointName> neverServed = new LinkedHashSet<>();
  private final TreeSet<Long> priorVersions = new TreeSet<>();
  private long highestLineage;
  private long highestPriorVersion;
  private long highestNumber;
  private int most = 2 * RECENT;

  ModelHistory(Predicate<CheckpointName> onDisk) {
    this.onDisk = onDisk;
  }

  void accept(ModelRecord record) {
    if (record.hasModel()) {
      accept(record.getModel());
    }
    if (record.hasPriors()) {
      priorVersions.add(record.getPriors().getVersion());
      highestPriorVersion = Math.max(highestPriorVersion, record.getPriors().getVersion());
      if (priorVersions.size() > RECENT) {
        priorVersions.pollFirst();
      }
    }
  }

  void accept(ModelVersion model) {
    CheckpointName name = CheckpointName.of(model);
    highestLineage = Math.max(highestLineage, model.getLineage());
    // What this learner decided comes back to it after the candidacy that went before.
    if (model.getStatus() == Status.CANDIDATE && settled(name, model.getSha256())) {
      return;
    }
    // Records of before numbers were written are numbered as they come.
    long number = model.getNumber() > 0 ? model.getNumber() : numberFor(name);
    highestNumber = Math.max(highestNumber, number);
    models.put(
        name, model.toBuilder().clearThresholds().clearSamplesOffsets().setNumber(number).build());
    byRecord.remove(name);
    byRecord.add(name);
    neverServed.remove(name);
    if (byRecord.size() > most) {
      giveUpOld();
    }
  }

  /** Takes a deletion from the topic. */
  void forget(CheckpointName name) {
    models.remove(name);
    byRecord.remove(name);
    neverServed.remove(name);
  }

  // Many at once, so that those on disk are not asked for again and again.
  private void giveUpOld() {
    List<CheckpointName> old =
        byRecord.stream().limit(byRecord.size() - RECENT).filter(onDisk.negate()).toList();
    for (CheckpointName name : old) {
      ModelVersion model = get(name);
      forget(name);
      if (!served(model) && !model.getByOperator()) {
        neverServed.add(name);
      }
    }
    most = byRecord.size() + RECENT;
  }

  /**
   * Models given up that no score can name, because no serving ever loaded them: nobody needs their
   * records. Each is returned once.
   */
  List<CheckpointName> takeNeverServed() {
    List<CheckpointName> taken = List.copyOf(neverServed);
    neverServed.clear();
    return taken;
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

  /** How manieth of all models this is, from 1; 0 if it was not announced or is given up. */
  long number(CheckpointName name) {
    return get(name).getNumber();
  }

  /** What {@link #number} is, or becomes once the model is announced. */
  long numberFor(CheckpointName name) {
    long number = number(name);
    return number > 0 ? number : highestNumber + 1;
  }

  private List<CheckpointName> newestRecordFirst() {
    List<CheckpointName> names = new ArrayList<>(byRecord);
    Collections.reverse(names);
    return names;
  }

  /** What is kept of a model's newest record; a default instance if nothing is. */
  ModelVersion get(CheckpointName name) {
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
