package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What topic {@code models} says may be served: PROMOTED and UNGATED versions. */
final class ModelCatalog {
  /** Older ones than these are never fallen back to; keeps the catalogue small for ever. */
  private static final int KEPT = 32;

  private static final String MODEL_KEY = "model/";

  private final NavigableMap<ServedVersion, ModelVersion> servable = new TreeMap<>();

  /**
   * Takes one record of the topic. Class priors are passed over.
   *
   * @throws InvalidProtocolBufferException if it is no model record
   */
  void accept(byte @Nullable [] key, byte @Nullable [] value)
      throws InvalidProtocolBufferException {
    if (value == null) {
      forget(key == null ? "" : new String(key, UTF_8));
      return;
    }
    ModelRecord record = ModelRecord.parseFrom(value);
    if (!record.hasModel()) {
      return;
    }
    ModelVersion model = record.getModel();
    switch (model.getStatus()) {
      case PROMOTED, UNGATED -> servable.put(ServedVersion.of(model), model);
      case CANDIDATE, REJECTED, UNRECOGNIZED -> servable.remove(ServedVersion.of(model));
    }
    if (servable.size() > KEPT) {
      servable.pollFirstEntry();
    }
  }

  private void forget(String key) {
    if (key.startsWith(MODEL_KEY)) {
      servable.keySet().removeIf(version -> key.equals(MODEL_KEY + version));
    }
  }

  Optional<ModelVersion> newest() {
    return servable.isEmpty() ? Optional.empty() : Optional.of(servable.lastEntry().getValue());
  }

  /** Passes a version over until its record is written again. */
  void passOver(ModelVersion model) {
    servable.remove(ServedVersion.of(model));
  }
}
