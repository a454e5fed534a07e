package io.gleaner.evaluation.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one bet has won. {@link #total} adds over all times at which a change may have begun
 * (Shiryaev and Roberts), each with what was staked on it then; while nothing changes, its
 * expectation is the sum of these stakes. {@link #best} is the largest of them since (Page's
 * CUSUM), and tells when that began.
 */
final class Evidence {
  private double total;
  private double best = 1;
  private Moments began = Moments.NONE;

  /**
   * Takes one value's factor.
   *
   * @param staked on a change that begins with this value, fixed before it came
   * @param before the stream until that value
   */
  void multiply(double staked, double factor, Moments before) {
    total = (total + staked) * factor;
    if (best <= 1) {
      best = 1;
      began = before;
    }
    best *= factor;
  }

  double total() {
    return total;
  }

  /** The stream as it was when the change most likely began. */
  Moments began() {
    return began;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(total);
    out.writeDouble(best);
    began.write(out);
  }

  static Evidence read(DataInput in) throws IOException {
    Evidence evidence = new Evidence();
    evidence.total = in.readDouble();
    evidence.best = in.readDouble();
    evidence.began = Moments.read(in);
    return evidence;
  }
}
