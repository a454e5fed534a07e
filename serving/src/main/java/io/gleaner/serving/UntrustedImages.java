package io.gleaner.serving;

import io.gleaner.protocol.RejectionReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Images that come over HTTP → what {@code samples} would hold of them: an upright RGB JPEG of
 * limited short side. Size is judged by the header before a pixel is decoded, and the JDK's readers
 * are believed when they warn: they hand out half an image otherwise. Thread-safe.
 */
final class UntrustedImages {
  private static final Set<String> FORMATS = Set.of("jpeg", "png");
  private static final float QUALITY = 0.95f;
  private static final String JPEG_TREE = "javax_imageio_jpeg_image_1.0";

  /** Pixels decoded at once, 3 to 8 bytes each, as far as the short side allows; as in ingest. */
  private static final long MOST_DECODED = 8_000_000;

  /** Longest side of a JPEG. */
  private static final int JPEG_SIDE = 65_500;

  /** Images longer than this many times their width are refused where memory is the question. */
  private static final int MOST_OBLONG = 64;

  private final int shortSide;
  private final long maxPixels;

  /**
   * Limits what is accepted.
   *
   * @param shortSide of the result, in pixels, at most
   * @param maxPixels of the input, at most
   */
  UntrustedImages(int shortSide, long maxPixels) {
    this.shortSide = shortSide;
    this.maxPixels = maxPixels;
  }

  /**
   * Makes a sample of an image.
   *
   * @throws BadImageException if it is no JPEG or PNG, too large, cut short or damaged
   */
  byte[] sample(byte[] file) throws BadImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(in);
      try {
        int orientation = orientation(reader, file);
        BufferedImage scaled = Scaling.toShortSide(read(reader, in), shortSide);
        return encode(Scaling.upright(scaled, orientation));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders answer broken input with any of these.
      boolean early = e instanceof EOFException || e.getCause() instanceof EOFException;
      throw new BadImageException(
          early ? RejectionReason.TRUNCATED_IMAGE : RejectionReason.UNDECODABLE_IMAGE,
          "the image cannot be decoded: " + e.getMessage(),
          e);
    }
  }

  private static ImageReader reader(ImageInputStream in) throws IOException, BadImageException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(format(reader))) {
        return reader;
      }
      reader.dispose();
    }
    throw new BadImageException(
        RejectionReason.UNSUPPORTED_IMAGE, "neither JPEG nor PNG: send one of these");
  }

  private static String format(ImageReader reader) throws IOException {
    return reader.getFormatName().toLowerCase(Locale.ROOT);
  }

  private BufferedImage read(ImageReader reader, ImageInputStream in)
      throws IOException, BadImageException {
    AtomicReference<@Nullable String> warning = new AtomicReference<>();
    reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
    reader.setInput(in, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    requireFitting(width, height);
    ImageReadParam param = reader.getDefaultReadParam();
    int step = step(width, height);
    param.setSourceSubsampling(step, step, step / 2, step / 2);
    BufferedImage image = reader.read(0, param);
    refuseDamaged(warning.get());
    return image;
  }

  private void requireFitting(int width, int height) throws BadImageException {
    if ((long) width * height > maxPixels) {
      throw new BadImageException(
          RejectionReason.TOO_MANY_PIXELS,
          "%d×%d pixels; at most %d in all are allowed".formatted(width, height, maxPixels));
    }
    if (tooLong(width, height)) {
      throw new BadImageException(
          RejectionReason.TOO_MANY_PIXELS,
          "%d×%d pixels are too long for their other side: cut the image into parts"
              .formatted(width, height));
    }
  }

  /** Whether the image scaled is no JPEG any more, or reducing its long side does not bound it. */
  private boolean tooLong(int width, int height) {
    long longer = Math.max(width, height);
    long shorter = Math.min(width, height);
    int step = step(width, height);
    boolean large = (long) width * height / step / step > MOST_DECODED;
    return longer * Math.min(shorter, shortSide) > JPEG_SIDE * shorter
        || (large && longer > MOST_OBLONG * shorter);
  }

  /**
   * Every how-many-th pixel is decoded, each way: at least four to one of the result remain, so the
   * averaging stays smooth; fewer only where the image is so long that memory would be the
   * question.
   */
  int step(int width, int height) {
    int shorter = Math.min(width, height);
    int step = Math.max(1, shorter / (4 * shortSide));
    while ((long) width * height / step / step > MOST_DECODED
        && shorter / (step + 1) >= shortSide) {
      step++;
    }
    return step;
  }

  private static void refuseDamaged(@Nullable String warning) throws BadImageException {
    if (warning != null) {
      String lower = warning.toLowerCase(Locale.ROOT);
      boolean early = lower.contains("premature end") || lower.contains("truncated");
      throw new BadImageException(
          early ? RejectionReason.TRUNCATED_IMAGE : RejectionReason.UNDECODABLE_IMAGE,
          "the image is damaged: " + warning);
    }
  }

  private static int orientation(ImageReader reader, byte[] file)
      throws IOException, BadImageException {
    return format(reader).equals("png")
        ? ImageStructure.pngOrientation(file)
        : ImageStructure.jpegOrientation(file);
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
      fullColour(metadata);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Halved colour planes would cost detail that samples have. */
  private static void fullColour(IIOMetadata metadata) throws IOException {
    IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(JPEG_TREE);
    IIOMetadataNode luma = (IIOMetadataNode) tree.getElementsByTagName("componentSpec").item(0);
    luma.setAttribute("HsamplingFactor", "1");
    luma.setAttribute("VsamplingFactor", "1");
    metadata.setFromTree(JPEG_TREE, tree);
  }
}
