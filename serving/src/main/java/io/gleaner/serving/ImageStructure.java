package io.gleaner.serving;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import io.gleaner.protocol.RejectionReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What an untrusted JPEG or PNG file says of itself, read without decoding or inflating anything. A
 * file made to cost far more than its size is refused here; a merely broken one is left to the
 * decoder to refuse.
 */
final class ImageStructure {

  /** Each scan costs a pass over all coefficients, however few bytes it has; as in ingest. */
  private static final int MAX_SCANS = 100;

  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int IEND = 0x49454E44;
  private static final int EXIF = 0x65584966;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;

  private ImageStructure() {}

  /**
   * Exif orientation of a JPEG, 1 to 8; 1 where there is none that could be read.
   *
   * @throws BadImageException if it has too many scans
   */
  static int jpegOrientation(byte[] file) throws BadImageException, IOException {
    requireFewScans(file);
    try {
      return orientation(
          JpegMetadataReader.readMetadata(
              new ByteArrayInputStream(file), List.of(new ExifReader())));
    } catch (JpegProcessingException e) {
      return 1; // metadata is optional: broken metadata does not make the pixels bad
    }
  }

  /**
   * Exif orientation of a PNG, 1 to 8; 1 where there is none that could be read.
   *
   * @throws BadImageException if it has a second header, which may name another size
   */
  static int pngOrientation(byte[] file) throws BadImageException {
    ByteBuffer in = ByteBuffer.wrap(file);
    int headers = 0;
    int orientation = 1;
    int type = 0;
    long at = SIGNATURE;
    while (type != IEND && at + 12 <= file.length) {
      int start = (int) at;
      int length = in.getInt(start);
      type = in.getInt(start + 4);
      if (length < 0 || at + 12 + length > file.length) {
        break;
      }
      if (type == IHDR && ++headers > 1) {
        throw refused("PNG with a second header");
      }
      if (type == EXIF) {
        Metadata metadata = new Metadata();
        byte[] tiff = Arrays.copyOfRange(file, start + 8, start + 8 + length);
        new ExifReader().extract(new ByteArrayReader(tiff), metadata);
        orientation = orientation(metadata);
      }
      at += 12L + length;
    }
    return orientation;
  }

  private static int orientation(Metadata metadata) {
    ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer found = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    return found == null || found < 1 || found > 8 ? 1 : found;
  }

  private static void requireFewScans(byte[] file) throws BadImageException {
    int scans = 0;
    int at = 2;
    while (at + 3 < file.length) {
      int code = file[at + 1] & 0xFF;
      // Entropy-coded data are stepped through: what looks like a marker there is stuffed.
      if (file[at] != (byte) 0xFF || code == 0xFF || !hasLength(code)) {
        if (file[at] == (byte) 0xFF && code == EOI) {
          return;
        }
        at++;
        continue;
      }
      if (code == SOS && ++scans > MAX_SCANS) {
        throw refused("JPEG with more than " + MAX_SCANS + " scans");
      }
      at += 2 + ((file[at + 2] & 0xFF) << 8 | (file[at + 3] & 0xFF));
    }
  }

  /** All but stuffing, TEM, the restarts, SOI and EOI. */
  private static boolean hasLength(int code) {
    return code > 0x01 && (code < 0xD0 || code > EOI);
  }

  private static BadImageException refused(String what) {
    return new BadImageException(RejectionReason.UNDECODABLE_IMAGE, what);
  }
}
