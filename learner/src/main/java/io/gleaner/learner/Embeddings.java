package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.network.Network;
import io.gleaner.network.PixelBatch;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the frozen backbone makes of images, computed once: when an image is first needed, together
 * with the others of its batch that are new. Kept as {@link HalfFloats} in the replay buffer and,
 * as far as they fit, in memory. A first use reads the rounded numbers too, so that it does not
 * matter when an image is used first.
 */
final class Embeddings {
  private final Network network;
  private final ReplayBuffer buffer;
  private final @Nullable ImageSource images;
  private final @Nullable PixelBatch pixels;
  private final boolean keepsPixels;
  private final ByteCache cache;
  private final int length;
  private final int capacity;

  /**
   * Keeps embeddings in the buffer.
   *
   * @param images pixels of the buffer's images; null if all images come as features
   */
  Embeddings(
      Network network, ReplayBuffer buffer, @Nullable ImageSource images, LearnerConfig config) {
    this.network = network;
    this.buffer = buffer;
    this.images = images;
    this.pixels =
        images == null ? null : new PixelBatch(config.batchSize(), network.spec().inputSize());
    this.keepsPixels = config.regime().keepsPixels();
    this.cache = new ByteCache(config.replay().featureCache());
    this.length = Math.toIntExact(network.embeddingShape().size());
    this.capacity = config.batchSize();
  }

  /** How many numbers one embedding has. */
  int length() {
    return length;
  }

  /** Of one embedding. */
  Shape shape() {
    return network.embeddingShape();
  }

  /**
   * Reads embeddings, computing those that are new.
   *
   * @param ids of images in the buffer
   * @param into receives one row an image
   */
  void read(List<String> ids, float[] into) {
    List<Integer> missing = new ArrayList<>();
    for (int row = 0; row < ids.size(); row++) {
      byte[] known = known(ids.get(row));
      if (known == null) {
        missing.add(row);
      } else {
        HalfFloats.decode(known, into, row * length);
      }
    }
    for (List<Integer> rows : batches(missing)) {
      List<byte[]> computed = computeBatch(rows.stream().map(ids::get).toList());
      for (int i = 0; i < rows.size(); i++) {
        HalfFloats.decode(computed.get(i), into, rows.get(i) * length);
      }
    }
  }

  /** Computes and keeps those embeddings that are new. */
  void compute(List<String> ids) {
    batches(ids.stream().filter(id -> known(id) == null).toList()).forEach(this::computeBatch);
  }

  private <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += capacity) {
      batches.add(all.subList(from, Math.min(from + capacity, all.size())));
    }
    return batches;
  }

  private byte @Nullable [] known(String id) {
    byte[] cached = cache.get(id);
    if (cached != null) {
      return cached;
    }
    byte[] stored = buffer.features(id);
    if (stored != null) {
      cache.put(id, stored);
    }
    return stored;
  }

  private List<byte[]> computeBatch(List<String> ids) {
    float[] computed = embed(ids);
    List<byte[]> kept = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      byte[] halves = halves(ids.get(i), computed, i * length);
      buffer.keepFeatures(ids.get(i), halves, !keepsPixels);
      cache.put(ids.get(i), halves);
      kept.add(halves);
    }
    return kept;
  }

  private byte[] halves(String id, float[] computed, int at) {
    try {
      return HalfFloats.encode(computed, at, length);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the backbone's features of image %s cannot be kept: %s".formatted(id, e.getMessage()),
          e);
    }
  }

  private float[] embed(List<String> ids) {
    if (images == null || pixels == null) {
      throw new IllegalStateException(
          "image " + ids.get(0) + " has no features, and the network has no backbone");
    }
    pixels.clear();
    images.pixels(ids).forEach(pixels::add);
    if (!keepsPixels) {
      ids.forEach(images::forget);
    }
    JniUtils.setGradMode(false);
    try (NDManager step = network.manager().newSubManager()) {
      NDArray embeddings = network.embed(pixels.toArray(step), false);
      float[] floats = new float[ids.size() * length];
      embeddings.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().get(floats);
      return floats;
    }
  }

  /** Keeps the features of an image that comes as features, once it is in the buffer. */
  void arrive(String id, byte[] halves) {
    cache.put(id, halves);
  }

  void forget(String id) {
    cache.remove(id);
  }

  /** Forgets all that can be computed again, as the backbone changes. */
  void forgetAll() {
    cache.clear();
    buffer.forgetFeatures();
  }
}
