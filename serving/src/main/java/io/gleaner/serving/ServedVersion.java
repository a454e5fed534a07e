package io.gleaner.serving;

import io.gleaner.protocol.v1.ModelVersion;
import java.util.Comparator;

/**
 * Which model: a higher lineage is always newer, whatever its step.
 *
 * @param lineage grows with every new start or rollback of the model
 * @param step optimiser steps within the lineage
 */
record ServedVersion(long lineage, long step) implements Comparable<ServedVersion> {
  private static final Comparator<ServedVersion> ORDER =
      Comparator.comparingLong(ServedVersion::lineage).thenComparingLong(ServedVersion::step);

  static ServedVersion of(ModelVersion model) {
    return new ServedVersion(model.getLineage(), model.getStep());
  }

  @Override
  public int compareTo(ServedVersion other) {
    return ORDER.compare(this, other);
  }

  /** E.g. {@code 3/1200}; also how it is written beside committed offsets. */
  @Override
  public String toString() {
    return lineage + "/" + step;
  }
}
