package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes of a row in the making: LEB128 numbers, length-prefixed text, vectors as they are. */
final class RowWriter {

  private byte[] bytes;
  private int size;

  RowWriter(int capacity) {
    this.bytes = new byte[capacity];
  }

  void octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  /** A number, seven bits an octet, lowest first; small ones are short, negative ones are long. */
  void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A number of either sign; near zero is short. */
  void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  /** A double in eight octets, the highest first. */
  void real(double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      octet((int) (bits >> shift));
    }
  }

  void text(String value) {
    byte[] encoded = value.getBytes(UTF_8);
    number(encoded.length);
    vector(encoded);
  }

  void vector(byte[] values) {
    vector(values, values.length);
  }

  /** The first so many octets of a vector. */
  void vector(byte[] values, int length) {
    room(length);
    System.arraycopy(values, 0, bytes, size, length);
    size += length;
  }

  /** Sixteen bits a value, high octet first. */
  void vector(short[] values) {
    room(2 * values.length);
    for (short value : values) {
      bytes[size++] = (byte) (value >> 8);
      bytes[size++] = (byte) value;
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
