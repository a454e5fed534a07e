package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Features of images, [N, D]: float32, little-endian, row-major, without a header. Mapped into
 * memory, not read; every number is looked at once.
 */
final class FeatureMatrix {

  // A mapping is at most 2 GiB.
  private static final long MAX_BLOCK_BYTES = 1L << 30;

  private final int images;
  private final int dimension;
  private final int blockRows;
  private final List<FloatBuffer> blocks;

  private FeatureMatrix(int images, int dimension, int blockRows, List<FloatBuffer> blocks) {
    this.images = images;
    this.dimension = dimension;
    this.blockRows = blockRows;
    this.blocks = blocks;
  }

  /**
   * Maps a file.
   *
   * @param dimension D, at least 1
   * @throws UsageException if the file is missing, holds no whole number of rows, or a number in it
   *     is not finite
   */
  static FeatureMatrix map(Path file, int dimension) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no file " + file + ": check --features");
    }
    long rowBytes = (long) dimension * Float.BYTES;
    long bytes = Files.size(file);
    if (bytes == 0 || bytes % rowBytes != 0) {
      throw new UsageException(
          "%s has %,d bytes, which is no whole number of rows of %d float32: check --dim"
              .formatted(file, bytes, dimension));
    }
    int images = Math.toIntExact(bytes / rowBytes);
    int blockRows = (int) Math.max(1, MAX_BLOCK_BYTES / rowBytes);
    List<FloatBuffer> blocks = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      for (long from = 0; from < bytes; from += blockRows * rowBytes) {
        ByteBuffer block =
            channel.map(MapMode.READ_ONLY, from, Math.min(blockRows * rowBytes, bytes - from));
        blocks.add(block.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
      }
    }
    FeatureMatrix matrix = new FeatureMatrix(images, dimension, blockRows, blocks);
    matrix.check(file);
    return matrix;
  }

  private void check(Path file) {
    float[] row = new float[dimension];
    for (int i = 0; i < images; i++) {
      read(i, row, 0);
      for (int d = 0; d < dimension; d++) {
        if (!Float.isFinite(row[d])) {
          throw new UsageException(
              "%s: number %d of row %d is %s; features must be finite"
                  .formatted(file, d + 1, i + 1, row[d]));
        }
      }
    }
  }

  /** N. */
  int images() {
    return images;
  }

  /** D. */
  int dimension() {
    return dimension;
  }

  /** One image's features. */
  float[] row(int image) {
    float[] row = new float[dimension];
    read(image, row, 0);
    return row;
  }

  /** Some images' features, row-major. */
  float[] rows(int[] chosen) {
    float[] rows = new float[Math.multiplyExact(chosen.length, dimension)];
    for (int i = 0; i < chosen.length; i++) {
      read(chosen[i], rows, i * dimension);
    }
    return rows;
  }

  private void read(int image, float[] into, int at) {
    blocks.get(image / blockRows).get(image % blockRows * dimension, into, at, dimension);
  }
}
