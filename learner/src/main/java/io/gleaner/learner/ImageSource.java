package io.gleaner.learner;

import io.gleaner.network.InvalidImageException;
import io.gleaner.network.Preprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Decoded pixels of the replay buffer's images, kept in memory as far as they fit. Those of a batch
 * that are not there are decoded side by side on all cores; their pixels do not depend on how many
 * there are.
 */
final class ImageSource {
  private final ReplayBuffer buffer;
  private final ByteCache cache;
  private final int side;
  private final Queue<Preprocessing> idle = new ConcurrentLinkedQueue<>();

  ImageSource(ReplayBuffer buffer, long cacheBytes, int side) {
    this.buffer = buffer;
    this.cache = new ByteCache(cacheBytes);
    this.side = side;
  }

  /**
   * Decodes an image that is about to be put into the buffer.
   *
   * @throws InvalidImageException if it cannot be decoded completely
   */
  void arrive(String id, byte[] jpeg) throws InvalidImageException {
    cache.put(id, decode(jpeg));
  }

  void forget(String id) {
    cache.remove(id);
  }

  /**
   * Pixels of images in the buffer, in the order of the ids.
   *
   * @return 3·S·S bytes an image, not to be changed
   */
  List<byte[]> pixels(List<String> ids) {
    byte[][] pixels = new byte[ids.size()][];
    Arrays.setAll(pixels, i -> cache.get(ids.get(i)));
    int[] missing = IntStream.range(0, pixels.length).filter(i -> pixels[i] == null).toArray();
    // The buffer is for one thread, and reading takes a fraction of decoding.
    byte[][] jpegs = new byte[ids.size()][];
    for (int i : missing) {
      jpegs[i] = jpeg(ids.get(i));
    }
    Arrays.stream(missing).parallel().forEach(i -> pixels[i] = decode(ids.get(i), jpegs[i]));
    for (int i : missing) {
      cache.put(ids.get(i), pixels[i]);
    }
    return Arrays.asList(pixels);
  }

  private byte[] jpeg(String id) {
    byte[] jpeg = buffer.jpeg(id);
    if (jpeg == null) {
      throw new IllegalStateException(
          "the pixels of image %s are not in the replay buffer, only its features: set gleaner.learner.regime back to linear, or gleaner.learner.checkpoints to another directory"
              .formatted(id));
    }
    return jpeg;
  }

  private byte[] decode(String id, byte[] jpeg) {
    try {
      return decode(jpeg);
    } catch (InvalidImageException e) {
      throw new ReplayBufferException("image " + id + " was whole when it arrived", e);
    }
  }

  private byte[] decode(byte[] jpeg) throws InvalidImageException {
    Preprocessing free = idle.poll();
    Preprocessing preprocessing = free == null ? new Preprocessing(side) : free;
    byte[] decoded = new byte[preprocessing.imageBytes()];
    try {
      preprocessing.decode(jpeg, decoded);
      return decoded;
    } finally {
      idle.add(preprocessing);
    }
  }
}
