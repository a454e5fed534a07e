package io.gleaner.estimator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last TRAIN predictions that moved a row, newest first, each with the classes it moved most.
 * Kept as bytes, because every step writes it and only people read it. Immutable.
 *
 * <pre>
 * per step: length of the rest, lineage, step, then per class: class, φ before, φ after
 * </pre>
 */
final class History {

  static final History EMPTY = new History(new byte[0]);

  /**
   * How much is remembered.
   *
   * @param steps how many steps
   * @param classes how many classes of each
   */
  record Depth(int steps, int classes) {}

  private final byte[] bytes;

  private History(byte[] bytes) {
    this.bytes = bytes;
  }

  static History of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new History(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * This history after one more step.
   *
   * @param before φ before the step; may be shorter than after
   * @param after φ after it
   * @param differing at which classes of both they differ, in ascending order
   */
  History plus(ModelStep model, byte[] before, byte[] after, int[] differing, Depth depth) {
    if (depth.steps() == 0) {
      return EMPTY;
    }
    int[] moved = mostMoved(before, after, differing, depth.classes());
    RowWriter step = new RowWriter(24 + 6 * moved.length);
    step.number(model.lineage());
    step.number(model.step());
    for (int k : moved) {
      step.number(k);
      step.octet(before[k]);
      step.octet(after[k]);
    }
    byte[] newest = step.toBytes();
    int kept = endOf(depth.steps() - 1);
    RowWriter all = new RowWriter(2 + newest.length + kept);
    all.number(newest.length);
    all.vector(newest);
    all.vector(bytes, kept);
    return new History(all.toBytes());
  }

  /** The classes with the largest moves, largest first; of equal ones the first. */
  private static int[] mostMoved(byte[] before, byte[] after, int[] differing, int most) {
    if (most == 0) {
      return new int[0];
    }
    int[] classes = new int[most];
    int[] distances = new int[most];
    int found = 0;
    int least = 0;
    for (int k : differing) {
      int distance = Math.abs(after[k] - before[k]);
      if (distance > least) {
        found = Math.min(found + 1, most);
        int at = found - 1;
        while (at > 0 && distances[at - 1] < distance) {
          distances[at] = distances[at - 1];
          classes[at] = classes[at - 1];
          at--;
        }
        distances[at] = distance;
        classes[at] = k;
        least = found < most ? 0 : distances[most - 1];
      }
    }
    return Arrays.copyOf(classes, found);
  }

  /** How many bytes the first so many steps take. */
  private int endOf(int steps) {
    RowReader in = new RowReader(bytes);
    for (int i = 0; i < steps && in.left() > 0; i++) {
      in.skip(in.count());
    }
    return bytes.length - in.left();
  }

  /** What is remembered, newest first. */
  List<StepTaken> steps() {
    List<StepTaken> steps = new ArrayList<>();
    RowReader in = new RowReader(bytes);
    while (in.left() > 0) {
      int end = in.count();
      end = in.left() - end;
      ModelStep model = new ModelStep(in.number(), in.number());
      List<StepTaken.Move> moves = new ArrayList<>();
      while (in.left() > end) {
        moves.add(new StepTaken.Move((int) in.number(), (byte) in.octet(), (byte) in.octet()));
      }
      steps.add(new StepTaken(model, moves));
    }
    return steps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof History that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "History" + steps();
  }
}
