package io.gleaner.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Names of image formats that are not read here, so that a rejection can say what it was. */
final class ForeignFormats {

  private ForeignFormats() {}

  /** The format by its first bytes (the "magic numbers" of each format's specification). */
  static String name(byte[] image) {
    String head = new String(image, 0, Math.min(16, image.length), ISO_8859_1);
    if (head.startsWith("GIF8")) {
      return "GIF";
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return "WebP";
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return "TIFF";
    }
    if (head.startsWith("BM")) {
      return "BMP";
    }
    if (head.startsWith("ftyp", 4)) {
      return "HEIF or AVIF (" + head.substring(8, Math.min(12, head.length())).trim() + ")";
    }
    if (head.startsWith("<")) {
      return "a text (HTML, SVG or XML?)";
    }
    return "neither JPEG nor PNG";
  }
}
