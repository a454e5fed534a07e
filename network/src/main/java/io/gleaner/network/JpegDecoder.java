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
      BufferedImage image = reader.read(0);
      if (warning != null) {
        throw new InvalidImageException("JPEG of " + jpeg.length + " bytes: " + warning);
      }
      return image;
    } catch (InvalidImageException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidImageException("JPEG of " + jpeg.length + " bytes: " + e.getMessage(), e);
    } finally {
      reader.setInput(null);
    }
  }
}
