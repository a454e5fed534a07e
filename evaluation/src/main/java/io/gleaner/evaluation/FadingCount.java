package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How many entries were added, each by a weight that fades: Σ w and Σ w². Not thread-safe. */
final class FadingCount {
  private double sum;
  private double squares;

  void add(double weight) {
    sum += weight;
    squares += weight * weight;
  }

  void add(FadingCount other, double ratio) {
    sum += other.sum * ratio;
    squares += other.squares * ratio * ratio;
  }

  void scale(double by) {
    sum *= by;
    squares *= by * by;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(sum);
    out.writeDouble(squares);
  }

  /** Adds what {@link #write} wrote. */
  void add(DataInput in, double ratio) throws IOException {
    sum += in.readDouble() * ratio;
    squares += in.readDouble() * ratio * ratio;
  }

  boolean isEmpty() {
    return squares == 0;
  }

  /**
   * (Σ w)²/Σ w²: as many entries of equal weight tell as much (Kish 1965). It does not change when
   * all of them fade alike.
   */
  double entries() {
    return isEmpty() ? 0 : sum * sum / squares;
  }

  /**
   * As many of these as tell something of a stream, which is {@link #entries} as long as they are
   * as new as the stream is, and fewer by as much as they weigh less than it. An entry of the
   * stream weighs Σ v²/Σ v as a mean over its weight: 1 before anything fades, one half once much
   * has.
   *
   * @param stream what these are a sample of
   */
  double entriesOf(FadingCount stream) {
    return stream.isEmpty() ? 0 : Math.min(entries(), sum * (stream.sum / stream.squares));
  }
}
