package io.gleaner.ingest;

/** A decoded picture of any kind, handed out as rows of 8-bit sRGB. */
interface PixelRows {

  int width();

  int height();

  /**
   * Writes row y, red first.
   *
   * @param rgb room for 3·width bytes, overwritten
   */
  void read(int y, byte[] rgb);
}
