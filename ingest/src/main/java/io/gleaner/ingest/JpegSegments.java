package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The structure of a JPEG file (ITU-T T.81, annex B), read without decoding it.
 *
 * <p>What follows relies on it for three things: size and kind are known before a pixel is
 * allocated, a file that ends early is caught whatever the decoder says, and the decoder (and,
 * where nothing has to be changed, the sample) gets the file without Exif, colour profiles,
 * comments and thumbnails, which are the parts that break decoders and give away where a picture
 * was taken.
 */
final class JpegSegments {

  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int SOF15 = 0xCF;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;

  /**
   * Each scan of a progressive file costs a pass over all coefficients, however few bytes it has:
   * beyond this, a small file is a way to burn time. Real files have about ten.
   */
  private static final int MAX_SCANS = 100;

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int frame = -1;
  private int width;
  private int height;
  private int components;
  private int scans;
  private boolean jfif;
  private int adobeTransform = -1;
  private int orientation = 1;

  private JpegSegments(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  static boolean matches(byte[] file) {
    return file.length >= 3
        && (file[0] & 0xFF) == 0xFF
        && (file[1] & 0xFF) == SOI
        && (file[2] & 0xFF) == 0xFF;
  }

  /** Reads the whole structure; refuses files that end early or that no decoder here can read. */
  static JpegSegments read(byte[] file) throws Unacceptable {
    JpegSegments segments = new JpegSegments(file);
    segments.walk();
    segments.check();
    return segments;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** 1 (grey), 3 (YCbCr or RGB) or 4 (CMYK or YCCK). */
  int components() {
    return components;
  }

  /** Exif orientation, 1 to 8; 1 is upright. */
  int orientation() {
    return orientation;
  }

  /** The Adobe marker's colour transform: 0 none, 1 YCbCr, 2 YCCK; -1 without the marker. */
  int adobeTransform() {
    return adobeTransform;
  }

  /**
   * Baseline, 8 bits, three components that are certainly YCbCr: what every decoder reads alike.
   */
  boolean plain() {
    return frame == SOF0 && components == 3 && jfif && adobeTransform < 0;
  }

  /** The same picture without metadata, ending at its end marker. */
  byte[] withoutMetadata() {
    return kept.toByteArray();
  }

  private void walk() throws Unacceptable {
    keep(0, 2);
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = file[at] & 0xFF;
      int start = at - 1;
      at++;
      if (marker == EOI) {
        keep(start, at);
        return;
      }
      if (marker == SOI || (marker >= RST0 && marker <= RST7) || marker == 0x01) {
        continue; // stand-alone markers out of place: decoders skip them
      }
      int end = segmentEnd(at);
      segment(marker, at + 2, end);
      if (keeps(marker, at + 2)) {
        keep(start, end);
      }
      at = end;
      if (marker == SOS) {
        at = scanEnd(end);
        keep(end, at);
      }
    }
  }

  /** Position of the next marker's code byte, past any fill or stray bytes. */
  private int nextMarker(int from) throws Unacceptable {
    int at = from;
    while (at + 1 < file.length) {
      int code = file[at + 1] & 0xFF;
      if ((file[at] & 0xFF) == 0xFF && code != 0xFF && code != 0) {
        return at + 1;
      }
      at++;
    }
    throw truncated("no end marker");
  }

  private int segmentEnd(int at) throws Unacceptable {
    if (at + 2 > file.length) {
      throw truncated("inside a segment header");
    }
    int length = u16(at);
    if (length < 2) {
      throw new Unacceptable(
          RejectionReason.UNDECODABLE_IMAGE, "JPEG segment of impossible length " + length);
    }
    if (at + length > file.length) {
      throw truncated("inside a segment of " + length + " bytes");
    }
    return at + length;
  }

  /** Where entropy-coded data ends: at the next marker that is neither stuffing nor a restart. */
  private int scanEnd(int from) throws Unacceptable {
    for (int at = from; at + 1 < file.length; at++) {
      if (file[at] == (byte) 0xFF) {
        int code = file[at + 1] & 0xFF;
        if (code != 0 && code != 0xFF && !(code >= RST0 && code <= RST7)) {
          return at;
        }
      }
    }
    throw truncated("inside the picture's data");
  }

  private void segment(int marker, int body, int end) throws Unacceptable {
    if (isFrame(marker)) {
      frame(marker, body, end);
    } else if (marker == SOS && ++scans > MAX_SCANS) {
      throw new Unacceptable(
          RejectionReason.UNDECODABLE_IMAGE, "JPEG with more than " + MAX_SCANS + " scans");
    } else if (marker == APP1 && startsWith(body, end, "Exif\0\0")) {
      orientation = ExifOrientation.of(Arrays.copyOfRange(file, body + 6, end));
    } else if (marker == APP14 && startsWith(body, end, "Adobe") && end - body >= 12) {
      adobeTransform = file[body + 11] & 0xFF;
    } else if (marker == APP0 && startsWith(body, end, "JFIF\0")) {
      jfif = true;
    }
  }

  private void frame(int marker, int body, int end) throws Unacceptable {
    if (end - body < 6) {
      throw truncated("inside the frame header");
    }
    if (frame >= 0) {
      throw new Unacceptable(RejectionReason.UNDECODABLE_IMAGE, "JPEG with two frames");
    }
    frame = marker;
    height = u16(body + 1);
    width = u16(body + 3);
    components = file[body + 5] & 0xFF;
    int bits = file[body] & 0xFF;
    if (bits != 8 || marker > SOF2) {
      throw new Unacceptable(
          RejectionReason.UNSUPPORTED_IMAGE,
          "JPEG of process SOF%d with %d bits; baseline and progressive with 8 bits are read"
              .formatted(marker - SOF0, bits));
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new Unacceptable(
          RejectionReason.UNSUPPORTED_IMAGE, "JPEG of " + components + " components");
    }
  }

  private void check() throws Unacceptable {
    if (frame < 0 || scans == 0) {
      throw new Unacceptable(RejectionReason.UNDECODABLE_IMAGE, "JPEG without a picture");
    }
    if (width == 0 || height == 0) {
      throw new Unacceptable(
          RejectionReason.UNDECODABLE_IMAGE, "JPEG of " + width + "×" + height + " pixels");
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  /** Tables, frames and scans, and of the metadata what says how components are to be read. */
  private boolean keeps(int marker, int body) {
    if (marker == APP0) {
      return startsWith(body, file.length, "JFIF\0");
    }
    if (marker == APP14) {
      return startsWith(body, file.length, "Adobe");
    }
    return marker != COM && !(marker >= APP1 && marker <= APP15);
  }

  private boolean startsWith(int from, int end, String prefix) {
    if (end - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (file[from + i] != (byte) prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void keep(int from, int to) {
    kept.write(file, from, to - from);
  }

  private int u16(int at) {
    return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
  }

  private Unacceptable truncated(String where) {
    return new Unacceptable(
        RejectionReason.TRUNCATED_IMAGE,
        "JPEG of %d bytes ends early: %s".formatted(file.length, where));
  }
}
