package io.gleaner.ingest;

import java.util.Arrays;

/**
 * Downscaling by area: an output pixel is the mean of the input area it covers, edges in
 * proportion. It neither aliases nor rings, and takes one pass over the input's rows.
 */
final class Downscaling {

  private final int width;
  private final int height;
  private final int inputWidth;
  private final Spread columns;
  private final Spread lines;

  /** From an input size to an output size that is nowhere larger. */
  private Downscaling(int inputWidth, int inputHeight, int width, int height) {
    this.inputWidth = inputWidth;
    this.width = width;
    this.height = height;
    this.columns = Spread.of(inputWidth, width);
    this.lines = Spread.of(inputHeight, height);
  }

  /** The picture with its short side at most the given number of pixels, its proportions kept. */
  static Pixels toShortSide(PixelRows in, int shortSide) {
    int shorter = Math.min(in.width(), in.height());
    if (shorter <= shortSide) {
      return copy(in);
    }
    double scale = (double) shortSide / shorter;
    int width = (int) Math.round(in.width() * scale);
    int height = (int) Math.round(in.height() * scale);
    return new Downscaling(in.width(), in.height(), width, height).apply(in);
  }

  private static Pixels copy(PixelRows in) {
    Pixels out = new Pixels(in.width(), in.height());
    byte[] row = new byte[3 * in.width()];
    for (int y = 0; y < in.height(); y++) {
      in.read(y, row);
      System.arraycopy(row, 0, out.rgb(), y * row.length, row.length);
    }
    return out;
  }

  private Pixels apply(PixelRows in) {
    Pixels out = new Pixels(width, height);
    byte[] row = new byte[3 * inputWidth];
    float[] narrow = new float[3 * width];
    float[] sum = new float[3 * width];
    float[] next = new float[3 * width];
    int line = 0;
    for (int y = 0; y < in.height(); y++) {
      if (lines.target[y] > line) {
        store(sum, out, line++);
        float[] empty = sum;
        sum = next;
        next = empty;
        Arrays.fill(next, 0);
      }
      in.read(y, row);
      narrow(row, narrow);
      add(narrow, lines.first[y], sum);
      add(narrow, lines.second[y], next);
    }
    store(sum, out, height - 1);
    return out;
  }

  private void narrow(byte[] row, float[] out) {
    Arrays.fill(out, 0);
    for (int x = 0, i = 0; x < inputWidth; x++, i += 3) {
      float red = row[i] & 0xFF;
      float green = row[i + 1] & 0xFF;
      float blue = row[i + 2] & 0xFF;
      int o = 3 * columns.target[x];
      float first = columns.first[x];
      out[o] += first * red;
      out[o + 1] += first * green;
      out[o + 2] += first * blue;
      float second = columns.second[x];
      if (second > 0) {
        out[o + 3] += second * red;
        out[o + 4] += second * green;
        out[o + 5] += second * blue;
      }
    }
  }

  private static void add(float[] row, float weight, float[] sum) {
    if (weight > 0) {
      for (int i = 0; i < row.length; i++) {
        sum[i] += weight * row[i];
      }
    }
  }

  private void store(float[] sum, Pixels out, int line) {
    int o = 3 * width * line;
    for (int i = 0; i < sum.length; i++) {
      out.rgb()[o + i] = (byte) Math.min(255, (int) (sum[i] + 0.5f));
    }
  }

  /**
   * Which output cell each input cell falls into, with which share of the cell's mean; what reaches
   * over goes to the next cell with the second share.
   */
  private static final class Spread {
    final int[] target;
    final float[] first;
    final float[] second;

    private Spread(int inputs) {
      target = new int[inputs];
      first = new float[inputs];
      second = new float[inputs];
    }

    static Spread of(int inputs, int outputs) {
      Spread spread = new Spread(inputs);
      for (int i = 0; i < inputs; i++) {
        // in units of 1/inputs of an output cell, exactly
        long start = (long) i * outputs;
        long cell = start / inputs;
        long over = Math.max(0, start + outputs - (cell + 1) * inputs);
        spread.target[i] = (int) cell;
        spread.first[i] = (float) (outputs - over) / inputs;
        spread.second[i] = (float) over / inputs;
      }
      return spread;
    }
  }
}
