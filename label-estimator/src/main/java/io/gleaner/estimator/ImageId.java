package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An image's id, and its hash for seeded rounding.
 *
 * @param hash FNV-1a, 64 bits, over the UTF-8 octets: part of the row's meaning, so never changed
 */
record ImageId(String id, long hash) {

  private static final long OFFSET_BASIS = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  static ImageId of(String id) {
    long hash = OFFSET_BASIS;
    for (byte octet : id.getBytes(UTF_8)) {
      hash = (hash ^ (octet & 0xFF)) * PRIME;
    }
    return new ImageId(id, hash);
  }
}
