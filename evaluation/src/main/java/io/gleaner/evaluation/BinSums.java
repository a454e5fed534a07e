package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is done with sums by score bin, one double each of {@link ScoreBins#COUNT}. */
final class BinSums {
  private BinSums() {}

  static void scale(double[] bins, double by) {
    for (int b = 0; b < bins.length; b++) {
      bins[b] *= by;
    }
  }

  static double[] scaled(double[] bins, double by) {
    double[] copy = bins.clone();
    scale(copy, by);
    return copy;
  }

  static void add(double[] from, double[] to, double ratio) {
    for (int b = 0; b < to.length; b++) {
      to[b] += from[b] * ratio;
    }
  }

  /** Writes the bins that hold anything. */
  static void write(double[] bins, DataOutput out) throws IOException {
    int held = 0;
    for (double value : bins) {
      held += value == 0 ? 0 : 1;
    }
    out.writeByte(held);
    for (int b = 0; b < bins.length; b++) {
      if (bins[b] != 0) {
        out.writeByte(b);
        out.writeDouble(bins[b]);
      }
    }
  }

  /** Adds what {@link #write} wrote. */
  static void add(DataInput in, double[] bins, double ratio) throws IOException {
    int held = in.readUnsignedByte();
    for (int i = 0; i < held; i++) {
      bins[in.readUnsignedByte()] += in.readDouble() * ratio;
    }
  }
}
