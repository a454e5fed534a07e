package io.gleaner.ingest;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a decoded grey, RGB or palette picture, with or without alpha, of 1 to 16 bits.
 *
 * <p>Samples are taken as they stand. Java2D would take grey for linear light and brighten it.
 */
final class RasterRows implements PixelRows {

  private final Raster raster;
  private final int bands;
  private final int[] bits;
  private final int @Nullable [] palette;
  private final boolean bytes;
  private final byte[] byteRow;
  private final int[] intRow;

  private RasterRows(Raster raster, int @Nullable [] palette) {
    this.raster = raster;
    this.palette = palette;
    this.bands = raster.getNumBands();
    this.bits = raster.getSampleModel().getSampleSize();
    this.bytes = raster.getTransferType() == DataBuffer.TYPE_BYTE && bits[0] == 8;
    this.byteRow = new byte[bytes ? raster.getWidth() * bands : 0];
    this.intRow = new int[bytes ? 0 : raster.getWidth() * bands];
    if (bands > 4) {
      throw new IllegalArgumentException("picture of " + bands + " bands");
    }
  }

  static PixelRows of(BufferedImage image) {
    int @Nullable [] palette = null;
    if (image.getColorModel() instanceof IndexColorModel colors) {
      palette = new int[colors.getMapSize()];
      colors.getRGBs(palette);
    }
    return new RasterRows(image.getRaster(), palette);
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
    if (bytes) {
      raster.getDataElements(0, y, width(), 1, byteRow);
    } else {
      raster.getPixels(0, y, width(), 1, intRow);
    }
    if (bytes && bands == 3) {
      System.arraycopy(byteRow, 0, rgb, 0, byteRow.length);
    } else if (palette != null) {
      indexed(palette, rgb);
    } else {
      direct(rgb);
    }
  }

  private void indexed(int[] colors, byte[] rgb) {
    for (int x = 0; x < width(); x++) {
      int argb = colors[bytes ? byteRow[x] & 0xFF : intRow[x]];
      put(rgb, x, argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, argb >>> 24);
    }
  }

  private void direct(byte[] rgb) {
    boolean grey = bands <= 2;
    boolean alpha = bands == 2 || bands == 4;
    for (int x = 0, i = 0; x < width(); x++, i += bands) {
      int red = sample(i, 0);
      int green = grey ? red : sample(i + 1, 1);
      int blue = grey ? red : sample(i + 2, 2);
      put(rgb, x, red, green, blue, alpha ? sample(i + bands - 1, bands - 1) : 255);
    }
  }

  /** A sample on the scale 0 to 255. */
  private int sample(int i, int band) {
    if (bytes) {
      return byteRow[i] & 0xFF;
    }
    int max = (1 << bits[band]) - 1;
    return (intRow[i] * 255 + max / 2) / max;
  }

  private static void put(byte[] rgb, int x, int red, int green, int blue, int alpha) {
    rgb[3 * x] = onWhite(red, alpha);
    rgb[3 * x + 1] = onWhite(green, alpha);
    rgb[3 * x + 2] = onWhite(blue, alpha);
  }

  private static byte onWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}
