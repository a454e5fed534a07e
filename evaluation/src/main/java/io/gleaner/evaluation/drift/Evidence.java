package io.gleaner.evaluation.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What one bet has won. {@link #total} adds over all times at which a change may have begun
 * (Shiryaev and Roberts); its expectation grows by 1 a value while nothing changes. {@link #best}
 * is the largest of them since (Page's CUSUM), and tells when that began.
 */
final class Evidence {
  private double total;
  private double best = 1;
  private Moments began = Moments.NONE;

  /**
   * Takes one value's factor.
   *
   * @param before the stream until that value
   */
  void multiply(double factor, Moments before) {
    total = (total + 1) * factor;
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
