package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file (ISO/IEC 15948), read without decoding it: checksums hold, the end is
 * there, the size is known before a pixel is allocated, and what the decoder gets is free of
 * compressed text and colour profiles, which may inflate without bound.
 */
final class PngChunks {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int width;
  private int height;
  private int orientation = 1;

  private PngChunks(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  static boolean matches(byte[] file) {
    return file.length >= SIGNATURE.length
        && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /** Reads all chunks; refuses files that end early or whose checksums do not hold. */
  static PngChunks read(byte[] file) throws Unacceptable {
    PngChunks chunks = new PngChunks(file);
    chunks.walk();
    return chunks;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Exif orientation, 1 to 8; 1 is upright. */
  int orientation() {
    return orientation;
  }

  /** The same picture with nothing but what decoding it needs. */
  byte[] withoutMetadata() {
    return kept.toByteArray();
  }

  private void walk() throws Unacceptable {
    ByteBuffer in = ByteBuffer.wrap(file);
    in.position(SIGNATURE.length);
    kept.writeBytes(SIGNATURE);
    String type = "";
    while (!type.equals("IEND")) {
      int start = in.position();
      int length = chunkLength(in);
      type = new String(file, start + 4, 4, StandardCharsets.ISO_8859_1);
      int body = start + 8;
      if (start == SIGNATURE.length && !type.equals("IHDR")) {
        throw undecodable("first chunk is not IHDR");
      }
      // A decoder may take either one's size, so only one may be there to judge by.
      if (start != SIGNATURE.length && type.equals("IHDR")) {
        throw undecodable("second header at byte " + start);
      }
      checkSum(start + 4, body + length, type);
      chunk(type, body, length);
      if (NEEDED.contains(type)) {
        kept.write(file, start, length + 12);
      }
      in.position(body + length + 4);
    }
  }

  private int chunkLength(ByteBuffer in) throws Unacceptable {
    if (in.remaining() < 12) {
      throw truncated();
    }
    int length = in.getInt();
    if (length < 0) {
      throw undecodable("chunk of impossible length");
    }
    if (in.remaining() - 8 < length) {
      throw truncated();
    }
    return length;
  }

  private void checkSum(int from, int to, String type) throws Unacceptable {
    CRC32 crc = new CRC32();
    crc.update(file, from, to - from);
    if ((int) crc.getValue() != ByteBuffer.wrap(file).getInt(to)) {
      throw undecodable("checksum of chunk " + type + " does not hold");
    }
  }

  private void chunk(String type, int body, int length) throws Unacceptable {
    if (type.equals("IHDR")) {
      if (length != 13) {
        throw undecodable("header of " + length + " bytes");
      }
      width = ByteBuffer.wrap(file).getInt(body);
      height = ByteBuffer.wrap(file).getInt(body + 4);
      if (width <= 0 || height <= 0) {
        throw undecodable("size of " + width + "×" + height + " pixels");
      }
    } else if (type.equals("eXIf")) {
      orientation = ExifOrientation.of(Arrays.copyOfRange(file, body, body + length));
    }
  }

  private static Unacceptable undecodable(String what) {
    return new Unacceptable(RejectionReason.UNDECODABLE_IMAGE, "PNG: " + what);
  }

  private Unacceptable truncated() {
    return new Unacceptable(
        RejectionReason.TRUNCATED_IMAGE, "PNG of %d bytes ends early".formatted(file.length));
  }
}
