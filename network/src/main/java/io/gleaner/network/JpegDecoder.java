package io.gleaner.network;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEGs with one reader that is kept. ImageIO accepts a truncated file in silence and only
 * tells warning listeners, so a warning counts as a refusal here.
 */
final class JpegDecoder {

  /** As many as ingest takes by default; decoded, 150 MB. */
  private static final long MOST_PIXELS = 50_000_000;

  private final ImageReader reader;
  private @Nullable String warning;

  JpegDecoder() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      throw new IllegalStateException("this Java runtime has no JPEG reader: install java.desktop");
    }
    reader = readers.next();
    reader.addIIOReadWarningListener((source, text) -> warning = text);
  }

  BufferedImage decode(byte[] jpeg) throws InvalidImageException {
    warning = null;
    try (MemoryCacheImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(input, true, true);
      requireFitting(jpeg.length);
      BufferedImage image = reader.read(0);
      if (warning != null) {
        throw new InvalidImageException("JPEG of " + jpeg.length + " bytes: " + warning);
      }
      return image;
    } catch (InvalidImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK answer broken input with any of these.
      throw new InvalidImageException("JPEG of " + jpeg.length + " bytes: " + e.getMessage(), e);
    } finally {
      reader.setInput(null);
    }
  }

  private void requireFitting(int bytes) throws IOException, InvalidImageException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS) {
      throw new InvalidImageException(
          "JPEG of %d bytes: %d×%d pixels, more than %d"
              .formatted(bytes, width, height, MOST_PIXELS));
    }
  }
}
