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

  /**
   * Which bytes serve as the version, e.g. {@code 3/1200@9f86d0…}, as written beside committed
   * offsets: training again from an older checkpoint may reach the same step with other parameters.
   */
  static String identity(ModelVersion model) {
    return of(model) + "@" + model.getSha256();
  }

  @Override
  public int compareTo(ServedVersion other) {
    return ORDER.compare(this, other);
  }

  /** E.g. {@code 3/1200}. */
  @Override
  public String toString() {
    return lineage + "/" + step;
  }
}
