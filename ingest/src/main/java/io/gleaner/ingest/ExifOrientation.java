package io.gleaner.ingest;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import org.jspecify.annotations.Nullable;

/** How a camera was held (Exif 2.32, tag 0x0112), and the turn that makes its picture upright. */
final class ExifOrientation {

  private ExifOrientation() {}

  /**
   * Orientation 1 to 8 of a TIFF-formed Exif block; 1 where it says nothing sensible, since a
   * broken block does not make the picture unusable.
   */
  static int of(byte[] tiff) {
    Metadata metadata = new Metadata();
    new ExifReader().extract(new ByteArrayReader(tiff), metadata);
    ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    @Nullable Integer value =
        directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    return value == null || value < 1 || value > 8 ? 1 : value;
  }

  /** Turns and mirrors pixels taken with the given orientation so that they stand upright. */
  static Pixels upright(Pixels in, int orientation) {
    if (orientation == 1) {
      return in;
    }
    boolean transposed = orientation >= 5;
    int width = transposed ? in.height() : in.width();
    int height = transposed ? in.width() : in.height();
    boolean flipX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean flipY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    Pixels out = new Pixels(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int u = transposed ? y : x;
        int v = transposed ? x : y;
        out.copy(x, y, in, flipX ? in.width() - 1 - u : u, flipY ? in.height() - 1 - v : v);
      }
    }
    return out;
  }
}
