package io.gleaner.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named array's content off any device: element type, shape and little-endian bytes in row-major
 * order, as safetensors stores them. Immutable; equal when all three are.
 */
public final class Tensor {

  /** The element type of every parameter, in safetensors' spelling. */
  public static final String FLOAT32 = "F32";

  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry(FLOAT32, 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I64", 8),
          Map.entry("I32", 4),
          Map.entry("I16", 2),
          Map.entry("I8", 1),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1));

  private final String dtype;
  private final long[] shape;
  private final ByteBuffer bytes;

  /**
   * Takes the remaining bytes of {@code bytes}, uncopied: the caller must not write to them again.
   *
   * @param dtype element type in safetensors' spelling ({@code F32}, {@code I64}, ...)
   * @param shape sizes, none negative; empty for a scalar
   * @throws IllegalArgumentException if type, shape and number of bytes do not agree
   */
  public Tensor(String dtype, long[] shape, ByteBuffer bytes) {
    this.dtype = dtype;
    this.shape = shape.clone();
    this.bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long expected = byteSize(dtype, shape);
    if (expected != this.bytes.remaining()) {
      throw new IllegalArgumentException(
          "%s%s takes %d bytes, but there are %d"
              .formatted(dtype, Arrays.toString(shape), expected, this.bytes.remaining()));
    }
  }

  /** Copies floats into a tensor of that shape. */
  public static Tensor of(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Tensor(FLOAT32, shape, bytes);
  }

  /** Bytes that such a tensor takes; throws IllegalArgumentException on what cannot be. */
  static long byteSize(String dtype, long[] shape) {
    Integer element = ELEMENT_BYTES.get(dtype);
    if (element == null) {
      throw new IllegalArgumentException("unknown element type '" + dtype + "'");
    }
    long size = element;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
      }
      try {
        size = Math.multiplyExact(size, dimension);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " overflows", e);
      }
    }
    return size;
  }

  public String dtype() {
    return dtype;
  }

  public long[] shape() {
    return shape.clone();
  }

  /** A fresh read-only view from the first byte, little-endian. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  public int byteSize() {
    return bytes.remaining();
  }

  /**
   * Copies the elements out as floats.
   *
   * @throws IllegalStateException if the element type is not {@code F32}
   */
  public float[] toFloats() {
    if (!dtype.equals(FLOAT32)) {
      throw new IllegalStateException("a tensor of " + dtype + " cannot be read as floats");
    }
    float[] values = new float[byteSize() / Float.BYTES];
    bytes().asFloatBuffer().get(values);
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tensor tensor
        && dtype.equals(tensor.dtype)
        && Arrays.equals(shape, tensor.shape)
        && bytes.equals(tensor.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dtype.hashCode() + Arrays.hashCode(shape)) + bytes.hashCode();
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(shape);
  }
}
