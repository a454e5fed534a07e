package io.gleaner.ingest;

/** A picture of 8-bit sRGB pixels, row by row, red first. */
final class Pixels {

  private final int width;
  private final int height;
  private final byte[] rgb;

  /** A black picture. */
  Pixels(int width, int height) {
    this.width = width;
    this.height = height;
    this.rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The bytes themselves, width·height·3 of them; not a copy. */
  byte[] rgb() {
    return rgb;
  }

  /** Sets the pixel (x, y) to that of another picture at (fromX, fromY). */
  void copy(int x, int y, Pixels from, int fromX, int fromY) {
    System.arraycopy(from.rgb, 3 * (fromY * from.width + fromX), rgb, 3 * (y * width + x), 3);
  }
}
