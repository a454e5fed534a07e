package io.gleaner.network;

import java.util.random.RandomGenerator;

/**
 * Which square of a picture becomes the input, and whether it is mirrored.
 *
 * @param x left edge in pixels of the source
 * @param y upper edge in pixels of the source
 * @param side side in pixels of the source; may be a fraction
 * @param mirrored whether left and right change places
 */
record Crop(double x, double y, double side, boolean mirrored) {

  /** The largest square in the middle. */
  static Crop centre(int width, int height) {
    int side = Math.min(width, height);
    return new Crop((width - side) / 2.0, (height - side) / 2.0, side, false);
  }

  /**
   * A square of {@code minScale} to 1 of the short side at a random place, mirrored half the time.
   */
  static Crop random(int width, int height, double minScale, RandomGenerator random) {
    double scale = minScale + (1 - minScale) * random.nextDouble();
    double side = Math.min(width, height) * scale;
    double x = (width - side) * random.nextDouble();
    double y = (height - side) * random.nextDouble();
    return new Crop(x, y, side, random.nextBoolean());
  }
}
