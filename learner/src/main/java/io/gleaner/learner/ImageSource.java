package io.gleaner.learner;

import io.gleaner.network.InvalidImageException;
import io.gleaner.network.Preprocessing;

/** Decoded pixels of the replay buffer's images, kept in memory as far as they fit. */
final class ImageSource {
  private final ReplayBuffer buffer;
  private final ByteCache cache;
  private final Preprocessing preprocessing;

  ImageSource(ReplayBuffer buffer, long cacheBytes, int side) {
    this.buffer = buffer;
    this.cache = new ByteCache(cacheBytes);
    this.preprocessing = new Preprocessing(side);
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

  /** 3·S·S bytes of an image in the buffer; not to be changed. */
  byte[] pixels(String id) {
    byte[] cached = cache.get(id);
    if (cached != null) {
      return cached;
    }
    byte[] jpeg = buffer.jpeg(id);
    if (jpeg == null) {
      throw new IllegalStateException(
          "the pixels of image %s are not in the replay buffer, only its features: set gleaner.learner.regime back to linear, or gleaner.learner.checkpoints to another directory"
              .formatted(id));
    }
    try {
      byte[] decoded = decode(jpeg);
      cache.put(id, decoded);
      return decoded;
    } catch (InvalidImageException e) {
      throw new ReplayBufferException("image " + id + " was whole when it arrived", e);
    }
  }

  private byte[] decode(byte[] jpeg) throws InvalidImageException {
    byte[] decoded = new byte[preprocessing.imageBytes()];
    preprocessing.decode(jpeg, decoded);
    return decoded;
  }
}
