package io.gleaner.ingest;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Real image files, drawn and encoded here. */
final class TestImages {

  private TestImages() {}

  /**
   * A seeded picture: gradient, shapes, so that it compresses like a photograph rather than noise.
   */
  static BufferedImage picture(int width, int height, int type, long seed) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D g = image.createGraphics();
    g.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
    g.fillRect(0, 0, width, height);
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      g.setColor(new Color(random.nextInt(0x1000000)));
      g.fillOval(
          random.nextInt(width),
          random.nextInt(height),
          1 + random.nextInt(1 + width / 3),
          1 + random.nextInt(1 + height / 3));
    }
    g.dispose();
    return image;
  }

  /** Four quarters: red, green above blue, white. */
  static BufferedImage quarters(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    for (int i = 0; i < 4; i++) {
      g.setColor(colors[i]);
      g.fillRect(i % 2 * width / 2, i / 2 * height / 2, width / 2, height / 2);
    }
    g.dispose();
    return image;
  }

  static byte[] jpeg(int width, int height, long seed) {
    return jpeg(picture(width, height, BufferedImage.TYPE_INT_RGB, seed), false);
  }

  static byte[] jpeg(BufferedImage image, boolean progressive) {
    return jpeg(new IIOImage(image, null, null), progressive);
  }

  /** A JPEG of raw bands, like four inks. */
  static byte[] jpeg(Raster raster) {
    return jpeg(new IIOImage(raster, null, null), false);
  }

  private static byte[] jpeg(IIOImage image, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(0.9f);
      param.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  static byte[] png(BufferedImage image) {
    return write(image, "png");
  }

  static byte[] write(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new AssertionError("no writer for " + format);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** A grey PNG or JPEG source of one value. */
  static BufferedImage grey(int width, int height, int type, int value) {
    BufferedImage image = new BufferedImage(width, height, type);
    WritableRaster raster = image.getRaster();
    int[] row = new int[width];
    Arrays.fill(row, value);
    for (int y = 0; y < height; y++) {
      raster.setPixels(0, y, width, 1, row);
    }
    return image;
  }

  /** Bands of one value each. */
  static Raster bands(int width, int height, int... values) {
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, values.length, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, values);
      }
    }
    return raster;
  }

  /** The file with an Exif block of one orientation after its first marker. */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    return insert(
        jpeg, 0xE1, concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif(orientation)));
  }

  /** A big-endian TIFF block with the one tag. */
  static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** The file with one more segment after its first marker. */
  static byte[] insert(byte[] jpeg, int marker, byte[] body) {
    byte[] segment =
        ByteBuffer.allocate(4 + body.length)
            .put((byte) 0xFF)
            .put((byte) marker)
            .putShort((short) (body.length + 2))
            .put(body)
            .array();
    return concat(
        Arrays.copyOf(jpeg, 2), concat(segment, Arrays.copyOfRange(jpeg, 2, jpeg.length)));
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  static BufferedImage decode(NormalisedImage image) {
    try {
      return ImageIO.read(new ByteArrayInputStream(image.jpeg().toByteArray()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
