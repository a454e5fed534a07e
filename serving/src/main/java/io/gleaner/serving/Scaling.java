package io.gleaner.serving;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** Scales down smoothly and turns upright; results are opaque RGB. */
final class Scaling {
  private Scaling() {}

  /** The image with its short side at most that long; transparent parts show white. */
  static BufferedImage toShortSide(BufferedImage image, int shortSide) {
    BufferedImage scaled =
        image.getRaster().getNumBands() == 2
            ? greyOnWhite(image.getRaster())
            : draw(image, image.getWidth(), image.getHeight());
    while (Math.min(scaled.getWidth(), scaled.getHeight()) > shortSide) {
      // Bilinear sampling averages four pixels, so it is smooth down to a half and no further.
      double shorter = Math.min(scaled.getWidth(), scaled.getHeight());
      double factor = Math.max(0.5, shortSide / shorter);
      scaled =
          draw(
              scaled,
              Math.max(1, (int) Math.round(scaled.getWidth() * factor)),
              Math.max(1, (int) Math.round(scaled.getHeight() * factor)));
    }
    return scaled;
  }

  /** Java2D takes grey with transparency for linear light, and would show 100 as 168. */
  private static BufferedImage greyOnWhite(Raster raster) {
    int width = raster.getWidth();
    BufferedImage image =
        new BufferedImage(width, raster.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    int most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    int[] row = new int[2 * width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int alpha = 255 * row[2 * x + 1] / most;
        int grey = (255 * row[2 * x] / most * alpha + 255 * (255 - alpha) + 127) / 255;
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    return image;
  }

  private static BufferedImage draw(BufferedImage image, int width, int height) {
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return drawn;
  }

  /**
   * Turns an image as its EXIF orientation asks.
   *
   * @param orientation 1 to 8; 1 is upright
   */
  static BufferedImage upright(BufferedImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int width = image.getWidth();
    int height = image.getHeight();
    boolean turned = orientation >= 5;
    BufferedImage upright =
        new BufferedImage(
            turned ? height : width, turned ? width : height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = upright.createGraphics();
    graphics.drawImage(image, transform(orientation, width, height), null);
    graphics.dispose();
    return upright;
  }

  /** From stored to upright coordinates (EXIF 2.32, tag 274): columns m00 m10 m01 m11 m02 m12. */
  private static AffineTransform transform(int orientation, int width, int height) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> throw new IllegalArgumentException("no EXIF orientation: " + orientation);
    };
  }
}
