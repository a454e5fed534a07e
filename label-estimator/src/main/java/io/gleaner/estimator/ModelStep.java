package io.gleaner.estimator;

/**
 * Which state of which model spoke. Lineage grows with every new start or rollback of the model, so
 * a higher lineage is newer whatever its step.
 */
record ModelStep(long lineage, long step) implements Comparable<ModelStep> {

  /** Before any model spoke. */
  static final ModelStep NONE = new ModelStep(0, 0);

  boolean isNewerThan(ModelStep other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(ModelStep other) {
    int byLineage = Long.compare(lineage, other.lineage);
    return byLineage != 0 ? byLineage : Long.compare(step, other.step);
  }
}
