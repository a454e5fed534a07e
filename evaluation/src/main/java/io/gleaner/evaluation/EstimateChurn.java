package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
   * Adds one image's update.
   *
   * @param before estimates as codes; of fewer classes if some were added since
   * @param after the same
   * @param moved at which classes they differ, in ascending order
   * @param estimates what each of the 256 codes stands for, in [0, 1], by its unsigned value
   */
  public void add(byte[] before, byte[] after, int[] moved, float[] estimates) {
    int both = Math.min(before.length, after.length);
    double distance = 0;
    int sides = 0;
    for (int k : moved) {
      if (k >= both) {
        break;
      }
      float from = estimates[before[k] & 0xFF];
      float to = estimates[after[k] & 0xFF];
      distance += Math.abs(to - from);
      sides += from >= 0.5f != to >= 0.5f ? 1 : 0;
    }
    this.moved += distance;
    turned += sides;
    entries += both;
  }

  public void merge(EstimateChurn other) {
    moved += other.moved;
    turned += other.turned;
    entries += other.entries;
  }

  /** What came after an earlier state of this one. */
  public EstimateChurn since(EstimateChurn earlier) {
    EstimateChurn later = new EstimateChurn();
    later.moved = moved - earlier.moved;
    later.turned = turned - earlier.turned;
    later.entries = entries - earlier.entries;
    return later;
  }

  public void write(DataOutput out) throws IOException {
    out.writeDouble(moved);
    out.writeLong(turned);
    out.writeLong(entries);
  }

  public static EstimateChurn read(DataInput in) throws IOException {
    EstimateChurn churn = new EstimateChurn();
    churn.moved = in.readDouble();
    churn.turned = in.readLong();
    churn.entries = in.readLong();
    return churn;
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
