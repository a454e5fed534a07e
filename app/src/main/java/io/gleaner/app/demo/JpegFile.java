package io.gleaner.app.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** The bytes of a JPEG; equal when all bytes are. */
final class JpegFile {

  private final byte[] bytes;

  private JpegFile(byte[] bytes) {
    this.bytes = bytes;
  }

  static JpegFile of(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "jpeg", output)) {
        throw new IllegalStateException("this Java runtime has no JPEG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a JPEG could not be written to memory", e);
    }
    return new JpegFile(bytes.toByteArray());
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JpegFile file && Arrays.equals(bytes, file.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
