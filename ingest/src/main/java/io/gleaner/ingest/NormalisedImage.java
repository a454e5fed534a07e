package io.gleaner.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/**
 * An upright RGB JPEG.
 *
 * @param width in pixels
 * @param height in pixels
 */
record NormalisedImage(ByteString jpeg, int width, int height) {

  /** Takes over the array: it must not be written to any more. */
  NormalisedImage(byte[] jpeg, int width, int height) {
    this(UnsafeByteOperations.unsafeWrap(jpeg), width, height);
  }
}
