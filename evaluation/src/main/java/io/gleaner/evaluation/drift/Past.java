package io.gleaner.evaluation.drift;

import io.gleaner.evaluation.ScoreBins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The values that came so far, in bins; ranks in logarithmic time (Fenwick 1994). */
final class Past {
  private final int[] counts = new int[ScoreBins.COUNT];
  private final int[] tree = new int[ScoreBins.COUNT + 1];
  private long size;
  private double centres;
  private double settledMean;

  void add(int bin) {
    counts[bin]++;
    for (int i = bin + 1; i < tree.length; i += i & -i) {
      tree[i]++;
    }
    size++;
    centres += ScoreBins.centre(bin);
    if (Long.bitCount(size) == 1) {
      settledMean = mean();
    }
  }

  long size() {
    return size;
  }

  /** Mean of the bins' centres. */
  double mean() {
    return centres / size;
  }

  /**
   * The mean when the past had half as many values or more, at the last power of two: a change that
   * began lately has hardly touched it.
   */
  double settledMean() {
    return settledMean;
  }

  /** How many values a bin holds. */
  int count(int bin) {
    return counts[bin];
  }

  private long above(int bin) {
    long below = 0;
    for (int i = bin + 1; i > 0; i -= i & -i) {
      below += tree[i];
    }
    return size - below;
  }

  /**
   * The conformal p-value of a new value: uniform and independent of what came before while values
   * are exchangeable (Vovk, Gammerman and Shafer 2005, §2.5); small for large values.
   *
   * @param luck uniform in [0, 1), breaks ties
   */
  double rank(int bin, double luck) {
    return (above(bin) + luck * (counts[bin] + 1)) / (size + 1);
  }

  /** The bin that holds a share of the past above it, near the bin that the value itself has. */
  int quantile(double rank, int near) {
    double position = rank * size;
    int bin = near;
    while (bin < ScoreBins.COUNT - 1 && position < above(bin)) {
      bin++;
    }
    while (bin > 0 && position >= above(bin) + counts[bin]) {
      bin--;
    }
    return bin;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(centres);
    out.writeDouble(settledMean);
    for (int count : counts) {
      out.writeInt(count);
    }
  }

  static Past read(DataInput in) throws IOException {
    Past past = new Past();
    double centres = in.readDouble();
    double settledMean = in.readDouble();
    for (int bin = 0; bin < ScoreBins.COUNT; bin++) {
      int count = in.readInt();
      past.counts[bin] = count;
      past.size += count;
      for (int i = bin + 1; i < past.tree.length; i += i & -i) {
        past.tree[i] += count;
      }
    }
    past.centres = centres;
    past.settledMean = settledMean;
    return past;
  }
}
