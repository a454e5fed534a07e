package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Reads what {@link RowWriter} wrote; what ends too early is a {@link RowFormatException}. */
final class RowReader {

  /** Far beyond any label space; guards memory against garbage. */
  private static final int MOST_CLASSES = 1 << 20;

  private final byte[] bytes;
  private int at;

  RowReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new RowFormatException("a number of the row is longer than 64 bits");
  }

  /** A number that counts octets, values or entries still to come. */
  int count() {
    return count(bytes.length);
  }

  /** A number of classes, which may be more than there are octets to come. */
  int classes() {
    return count(MOST_CLASSES);
  }

  /** A number that counts bits still to come. */
  int bitCount() {
    return count(8L * bytes.length);
  }

  private int count(long most) {
    long count = number();
    if (count < 0 || count > most) {
      throw new RowFormatException("the row counts " + count + " of something");
    }
    return (int) count;
  }

  long signed() {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  double real() {
    long bits = 0;
    for (int i = 0; i < Double.BYTES; i++) {
      bits = bits << 8 | octet();
    }
    return Double.longBitsToDouble(bits);
  }

  String text() {
    int length = count();
    need(length);
    at += length;
    return new String(bytes, at - length, length, UTF_8);
  }

  byte[] vector(int length) {
    need(length);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  short[] shorts(int length) {
    need(2 * length);
    short[] values = new short[length];
    for (int i = 0; i < length; i++) {
      values[i] = (short) ((bytes[at++] << 8) | (bytes[at++] & 0xFF));
    }
    return values;
  }

  /** How many octets are still to come. */
  int left() {
    return bytes.length - at;
  }

  void skip(int octets) {
    need(octets);
    at += octets;
  }

  void end() {
    if (at != bytes.length) {
      throw new RowFormatException((bytes.length - at) + " octets after the end of the row");
    }
  }

  private void need(int octets) {
    if (octets > bytes.length - at) {
      throw new RowFormatException("the row ends too early, after " + bytes.length + " octets");
    }
  }
}
