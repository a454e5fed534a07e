package io.gleaner.evaluation.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Number, sum and sum of squares of values, and the time of the last.
 *
 * @param millis of the last value; 0 before the first
 */
record Moments(long count, double sum, double squares, long millis) {
  static final Moments NONE = new Moments(0, 0, 0, 0);

  Moments plus(double value, long at) {
    return new Moments(count + 1, sum + value, squares + value * value, at);
  }

  /** Those of the values that came after the earlier ones. */
  Moments since(Moments earlier) {
    return new Moments(count - earlier.count, sum - earlier.sum, squares - earlier.squares, millis);
  }

  double mean() {
    return sum / count;
  }

  double deviation() {
    return Math.sqrt(Math.max(0, squares / count - mean() * mean()));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(sum);
    out.writeDouble(squares);
    out.writeLong(millis);
  }

  static Moments read(DataInput in) throws IOException {
    return new Moments(in.readLong(), in.readDouble(), in.readDouble(), in.readLong());
  }
}
