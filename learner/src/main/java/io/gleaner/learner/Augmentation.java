package io.gleaner.learner;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Varies decoded images: half of them mirrored, each shifted by up to a part of its side with the
 * border repeated. Works on channel planes of bytes, so that decoded pixels can be kept.
 */
final class Augmentation {
  private static final int CHANNELS = 3;

  private final boolean flip;
  private final int reach;
  private final int side;

  Augmentation(AugmentationConfig config, int side) {
    this.flip = config.flip();
    this.reach = (int) Math.round(config.shift() * side);
    this.side = side;
  }

  /**
   * Varies one image.
   *
   * @param from 3·S·S bytes, left as they are
   * @param to receives 3·S·S bytes
   */
  void apply(byte[] from, byte[] to, SplittableRandom random) {
    boolean mirrored = flip && random.nextBoolean();
    int dx = random.nextInt(-reach, reach + 1);
    int dy = random.nextInt(-reach, reach + 1);
    for (int c = 0; c < CHANNELS; c++) {
      int plane = c * side * side;
      for (int y = 0; y < side; y++) {
        row(from, plane + clamp(y + dy) * side, to, plane + y * side, dx, mirrored);
      }
    }
  }

  private void row(byte[] from, int fromRow, byte[] to, int toRow, int dx, boolean mirrored) {
    int begin = Math.max(0, -dx);
    int end = Math.min(side, side - dx);
    byte left = from[fromRow];
    byte right = from[fromRow + side - 1];
    if (mirrored) {
      int last = toRow + side - 1;
      for (int x = 0; x < begin; x++) {
        to[last - x] = left;
      }
      for (int x = begin; x < end; x++) {
        to[last - x] = from[fromRow + x + dx];
      }
      for (int x = end; x < side; x++) {
        to[last - x] = right;
      }
    } else {
      Arrays.fill(to, toRow, toRow + begin, left);
      System.arraycopy(from, fromRow + begin + dx, to, toRow + begin, end - begin);
      Arrays.fill(to, toRow + end, toRow + side, right);
    }
  }

  private int clamp(int y) {
    return Math.max(0, Math.min(side - 1, y));
  }
}
