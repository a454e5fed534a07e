package io.gleaner.evaluation;

/**
 * How much estimates move when they are updated, and how often they change sides of one half. Large
 * at first; if it stays so, the step of the estimates is too long or the model unsteady. Mergeable;
 * not thread-safe.
 */
public final class EstimateChurn {
  private double moved;
  private long turned;
  private long entries;

  /**
   * Adds one image's update; arrays of one length.
   *
   * @param before estimates in [0, 1]
   * @param after the same
   */
  public void add(float[] before, float[] after) {
    if (before.length != after.length) {
      throw new IllegalArgumentException(
          before.length + " estimates became " + after.length + ": pad the new classes first");
    }
    for (int k = 0; k < after.length; k++) {
      moved += Math.abs(after[k] - before[k]);
      turned += before[k] >= 0.5f != after[k] >= 0.5f ? 1 : 0;
    }
    entries += after.length;
  }

  public void merge(EstimateChurn other) {
    moved += other.moved;
    turned += other.turned;
    entries += other.entries;
  }

  /** Mean |e′ − e| an entry; NaN when nothing was added. */
  public double meanMove() {
    return moved / entries;
  }

  /** Share of entries that crossed one half; NaN when nothing was added. */
  public double turnedShare() {
    return (double) turned / entries;
  }

  public long entries() {
    return entries;
  }
}
