package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/**
 * Up to {@code capacity} decoded images, one byte a channel, CHW, in one reusable direct buffer: a
 * batch crosses into PyTorch in one call and is a quarter the size of its floats.
 *
 * <p>Not thread-safe.
 */
public final class PixelBatch {

  private static final int CHANNELS = 3;

  private final int side;
  private final int capacity;
  private final int imageBytes;
  private final ByteBuffer pixels;
  private int size;

  /**
   * @param capacity largest number of images, at least 1
   * @param side S, the side of the square images
   */
  public PixelBatch(int capacity, int side) {
    if (capacity < 1 || side < 1) {
      throw new IllegalArgumentException(
          "a pixel batch needs a positive capacity and side, not " + capacity + " and " + side);
    }
    this.side = side;
    this.capacity = capacity;
    this.imageBytes = CHANNELS * side * side;
    this.pixels = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, imageBytes));
  }

  public int side() {
    return side;
  }

  public int capacity() {
    return capacity;
  }

  /** B, the number of images in it now. */
  public int size() {
    return size;
  }

  public boolean isFull() {
    return size == capacity;
  }

  /** Empties it. Arrays made of it before must be closed by then: they share its memory. */
  public void clear() {
    size = 0;
  }

  /**
   * Appends one image.
   *
   * @param chw 3·S·S bytes, as {@link Preprocessing} gives them
   */
  public void add(byte[] chw) {
    if (chw.length != imageBytes) {
      throw new IllegalArgumentException(
          "an image of %d pixels a side takes %d bytes, not %d"
              .formatted(side, imageBytes, chw.length));
    }
    if (isFull()) {
      throw new IllegalStateException("the pixel batch is full at " + capacity + " images");
    }
    pixels.put(size * imageBytes, chw);
    size++;
  }

  /**
   * The images as one array.
   *
   * @return uint8 [B, 3, S, S], owned by {@code manager}; on the CPU it shares this batch's memory,
   *     so it must be closed before the batch is filled again
   */
  public NDArray toArray(NDManager manager) {
    if (size == 0) {
      throw new IllegalStateException("the pixel batch is empty");
    }
    return manager.create(
        pixels.slice(0, size * imageBytes), new Shape(size, CHANNELS, side, side), DataType.UINT8);
  }
}
