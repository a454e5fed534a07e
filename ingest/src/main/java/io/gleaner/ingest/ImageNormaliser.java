package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import java.io.IOException;

/**
 * Image bytes as they come → an upright RGB JPEG whose short side is at most the configured one.
 *
 * <p>A baseline JPEG that is all that already is passed through, less its metadata. Everything else
 * is decoded, scaled by area, turned upright and encoded anew. Colour profiles are not applied:
 * numbers are taken as sRGB. Transparent parts show white.
 */
final class ImageNormaliser {

  /** Pixels decoded at once, 3 to 8 bytes each, as far as the short side allows. */
  private static final long MOST_DECODED = 8_000_000;

  /** Longest side of a JPEG. */
  private static final int JPEG_SIDE = 65_500;

  /** Images longer than this many times their width are refused where memory is the question. */
  private static final int MOST_OBLONG = 64;

  private final int shortSide;
  private final long maxPixels;
  private final int maxBytes;
  private final JpegEncoder encoder;

  ImageNormaliser(IngestConfig config) {
    this.shortSide = config.shortSide();
    this.maxPixels = config.maxPixels();
    this.maxBytes = config.maxImageBytes();
    this.encoder = new JpegEncoder((float) config.jpegQuality());
  }

  /**
   * Normalises one image.
   *
   * @throws Unacceptable if it is too large, of another format, ends early or cannot be decoded
   */
  NormalisedImage normalise(byte[] image) throws Unacceptable {
    if (image.length > maxBytes) {
      throw new Unacceptable(
          RejectionReason.TOO_MANY_BYTES,
          "image of %d bytes; at most %d are allowed".formatted(image.length, maxBytes));
    }
    try {
      if (JpegSegments.matches(image)) {
        return jpeg(JpegSegments.read(image));
      }
      if (PngChunks.matches(image)) {
        return png(PngChunks.read(image));
      }
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK answer broken input with any of these.
      throw new Unacceptable(RejectionReason.UNDECODABLE_IMAGE, "image cannot be decoded: " + e);
    }
    throw new Unacceptable(
        RejectionReason.UNSUPPORTED_IMAGE,
        "%s; send JPEG or PNG".formatted(ForeignFormats.name(image)));
  }

  private NormalisedImage jpeg(JpegSegments jpeg) throws Unacceptable, IOException {
    checkPixels(jpeg.width(), jpeg.height());
    byte[] bare = jpeg.withoutMetadata();
    PixelRows rows = ImageDecoder.jpeg(bare, jpeg, step(jpeg.width(), jpeg.height()));
    boolean small = Math.min(jpeg.width(), jpeg.height()) <= shortSide;
    if (jpeg.plain() && jpeg.orientation() == 1 && small) {
      return new NormalisedImage(bare, jpeg.width(), jpeg.height());
    }
    return encode(rows, jpeg.orientation());
  }

  private NormalisedImage png(PngChunks png) throws Unacceptable, IOException {
    checkPixels(png.width(), png.height());
    int step = step(png.width(), png.height());
    return encode(ImageDecoder.png(png.withoutMetadata(), step), png.orientation());
  }

  private NormalisedImage encode(PixelRows rows, int orientation) throws IOException {
    Pixels scaled = Downscaling.toShortSide(rows, shortSide);
    Pixels upright = ExifOrientation.upright(scaled, orientation);
    return new NormalisedImage(encoder.encode(upright), upright.width(), upright.height());
  }

  /**
   * Every how-many-th pixel of a huge image is decoded at all, each way: at least four to an output
   * pixel remain, which averaging makes smooth; fewer only where the image is so long that memory
   * would be the question.
   */
  private int step(int width, int height) {
    int shorter = Math.min(width, height);
    int step = shorter < 8 * shortSide ? 1 : shorter / (4 * shortSide);
    while ((long) width * height / step / step > MOST_DECODED
        && shorter / (step + 1) >= shortSide) {
      step++;
    }
    return step;
  }

  private void checkPixels(int width, int height) throws Unacceptable {
    if ((long) width * height > maxPixels) {
      throw new Unacceptable(
          RejectionReason.TOO_MANY_PIXELS,
          "image of %d×%d pixels; at most %d in all are allowed"
              .formatted(width, height, maxPixels));
    }
    if (tooLong(width, height)) {
      throw new Unacceptable(
          RejectionReason.TOO_MANY_PIXELS,
          "image of %d×%d pixels is too long for its other side: cut it into parts"
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
}
