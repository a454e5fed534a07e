package io.gleaner.ingest;

import java.awt.image.Raster;

/**
 * Rows of a JPEG of four components, CMYK or YCCK, as RGB: inks taken as ideal, no profile applied.
 *
 * <p>Files with Adobe's marker hold inverted inks (255 is none), as all software writes them (Adobe
 * Technical Note 5116); with its transform 2, the first three are YCbCr of the inverted inks.
 */
final class CmykRows implements PixelRows {

  private final Raster raster;
  private final boolean inverted;
  private final boolean ycck;
  private final byte[] row;

  /**
   * A raster of four 8-bit bands as stored in the file.
   *
   * @param adobeTransform of the Adobe marker; -1 without one
   */
  CmykRows(Raster raster, int adobeTransform) {
    this.raster = raster;
    this.inverted = adobeTransform >= 0;
    this.ycck = adobeTransform == 2;
    this.row = new byte[4 * raster.getWidth()];
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
  public void read(int y, byte[] rgb) {
    raster.getDataElements(0, y, width(), 1, row);
    for (int x = 0; x < width(); x++) {
      int i = 4 * x;
      int black = light(row[i + 3] & 0xFF);
      for (int c = 0; c < 3; c++) {
        int ink = ycck ? ycc(i, c) : row[i + c] & 0xFF;
        rgb[3 * x + c] = (byte) ((light(ink) * black + 127) / 255);
      }
    }
  }

  /** How much light an ink lets through. */
  private int light(int stored) {
    return inverted ? stored : 255 - stored;
  }

  /** Component c of RGB from YCbCr (JFIF 1.02). */
  private int ycc(int i, int c) {
    float luma = row[i] & 0xFF;
    float cb = (row[i + 1] & 0xFF) - 128f;
    float cr = (row[i + 2] & 0xFF) - 128f;
    float value =
        switch (c) {
          case 0 -> luma + 1.402f * cr;
          case 1 -> luma - 0.344136f * cb - 0.714136f * cr;
          default -> luma + 1.772f * cb;
        };
    return Math.max(0, Math.min(255, Math.round(value)));
  }
}
