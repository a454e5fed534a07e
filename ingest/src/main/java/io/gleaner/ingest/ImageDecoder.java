package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes with the JDK's readers, but believes their warnings: they hand out whatever pixels they
 * have when a file ends early or is damaged, and only mention it to a listener.
 */
final class ImageDecoder {

  private ImageDecoder() {}

  /**
   * Decodes a JPEG without metadata.
   *
   * @param step every how-many-th pixel is taken, both ways
   */
  static PixelRows jpeg(byte[] bare, JpegSegments segments, int step)
      throws IOException, Unacceptable {
    return decode(
        "jpeg",
        bare,
        step,
        (reader, param) ->
            segments.components() == 4
                // the JDK has no CMYK colour model, but hands out the numbers
                ? new CmykRows(reader.readRaster(0, param), segments.adobeTransform())
                : RasterRows.of(reader.read(0, param)));
  }

  /** Decodes a PNG; parameters as for JPEG. */
  static PixelRows png(byte[] bare, int step) throws IOException, Unacceptable {
    return decode("png", bare, step, (reader, param) -> RasterRows.of(reader.read(0, param)));
  }

  private interface Read {
    PixelRows apply(ImageReader reader, ImageReadParam param) throws IOException;
  }

  private static PixelRows decode(String format, byte[] file, int step, Read read)
      throws IOException, Unacceptable {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Warnings warnings = new Warnings();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceSubsampling(step, step, step / 2, step / 2);
      PixelRows rows = read.apply(reader, param);
      warnings.check();
      return rows;
    } catch (IIOException e) {
      throw new Unacceptable(
          RejectionReason.UNDECODABLE_IMAGE, format.toUpperCase(Locale.ROOT) + ": " + reason(e));
    } finally {
      reader.dispose();
    }
  }

  private static @Nullable String reason(IIOException e) {
    Throwable cause = e.getCause();
    return cause == null ? e.getMessage() : e.getMessage() + ": " + cause.getMessage();
  }

  /** What a reader found wrong and went on from. */
  private static final class Warnings {
    private @Nullable String first;

    void add(String warning) {
      if (first == null) {
        first = warning;
      }
    }

    void check() throws Unacceptable {
      String warning = first;
      if (warning == null) {
        return;
      }
      String lower = warning.toLowerCase(Locale.ROOT);
      boolean early = lower.contains("premature end") || lower.contains("truncated");
      throw new Unacceptable(
          early ? RejectionReason.TRUNCATED_IMAGE : RejectionReason.UNDECODABLE_IMAGE,
          "damaged image: " + warning);
    }
  }
}
