package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

/**
 * Randomness as a function of what it is for, so that there is no generator state to save: the same
 * seed, lineage, step and purpose draw the same numbers, before a crash and after it.
 */
final class Seeds {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Seeds() {}

  /** What the numbers of one step are drawn for. */
  enum Purpose {
    REPLAY(1),
    AUGMENTATION(2),
    DROPOUT(3),
    PRIORS(4);

    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  /** A generator for one purpose of one step. */
  static SplittableRandom of(long seed, long step, Purpose purpose) {
    return new SplittableRandom(mix(mix(seed + purpose.salt) ^ step));
  }

  /** A 64-bit hash of an id under a seed: FNV-1a, then SplitMix64's finaliser. */
  static long hash(long seed, String id) {
    long hash = FNV_OFFSET ^ seed;
    for (byte b : id.getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
