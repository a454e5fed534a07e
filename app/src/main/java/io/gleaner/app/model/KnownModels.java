package io.gleaner.app.model;

import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What topic {@code models} says: every model's newest record. */
final class KnownModels {

  private static final String MODEL_KEY = "model/";

  private final NavigableMap<ModelName, ModelVersion> models = new TreeMap<>();
  private final Map<Long, ClassPriors> priors = new HashMap<>();

  void accept(ModelRecord record) {
    if (record.hasModel()) {
      models.put(ModelName.of(record.getModel()), record.getModel());
    }
    if (record.hasPriors()) {
      priors.put(record.getPriors().getVersion(), record.getPriors());
    }
  }

  /**
   * Takes a deletion from the topic: an old model that was never served.
   *
   * @param key of the record
   */
  void forget(String key) {
    if (key.startsWith(MODEL_KEY)) {
      ModelName.parse(key.substring(MODEL_KEY.length())).ifPresent(models::remove);
    }
  }

  /** All, the newest first. */
  Collection<ModelVersion> all() {
    return models.descendingMap().values();
  }

  /**
   * One model.
   *
   * @throws UsageException if the topic does not know it
   */
  ModelVersion get(ModelName name) {
    return find(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no model %s: gleaner model list prints those there are"
                        .formatted(name)));
  }

  Optional<ModelVersion> find(ModelName name) {
    return Optional.ofNullable(models.get(name));
  }

  /** The class priors that a model was trained with. */
  Optional<ClassPriors> priors(ModelVersion model) {
    return Optional.ofNullable(priors.get(model.getPriorVersion()));
  }

  /** What serving loads: the newest that may be served. */
  Optional<ModelName> served() {
    return models.descendingMap().entrySet().stream()
        .filter(entry -> mayBeServed(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Those that serving prefers to this one, the oldest first. */
  List<ModelVersion> servedInsteadOf(ModelName name) {
    return models.tailMap(name, false).values().stream().filter(KnownModels::mayBeServed).toList();
  }

  /** Whether the learner has yet to decide on it: the newest one, announced and no more. */
  boolean isBeingJudged(ModelName name) {
    return name.equals(models.isEmpty() ? null : models.lastKey())
        && get(name).getStatus() == Status.CANDIDATE;
  }

  private static boolean mayBeServed(ModelVersion model) {
    return model.getStatus() == Status.PROMOTED || model.getStatus() == Status.UNGATED;
  }
}
