package io.gleaner.app.model;

import io.gleaner.app.command.UsageException;
import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.Optional;

/** A model as people write it, {@code 2/1400}; the name of its checkpoint's directory works too. */
record ModelName(CheckpointName checkpoint) implements Comparable<ModelName> {

  ModelName(long lineage, long step) {
    this(new CheckpointName(lineage, step));
  }

  static ModelName of(ModelVersion model) {
    return new ModelName(CheckpointName.of(model));
  }

  /** Reads a name; empty if it is none. */
  static Optional<ModelName> parse(String text) {
    return CheckpointName.parse(text)
        .or(() -> CheckpointName.parse("lineage-" + text.replace("/", "-step-")))
        .map(ModelName::new);
  }

  /**
   * Reads what a person gave.
   *
   * @throws UsageException if it is no model's name
   */
  static ModelName given(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new UsageException(
                    "'%s' is no model: give LINEAGE/STEP as gleaner model list prints it, e.g. 1/1400"
                        .formatted(text)));
  }

  /** Of its checkpoint. */
  String directory() {
    return checkpoint.toString();
  }

  @Override
  public int compareTo(ModelName other) {
    return checkpoint.compareTo(other.checkpoint);
  }

  @Override
  public String toString() {
    return checkpoint.lineage() + "/" + checkpoint.step();
  }
}
