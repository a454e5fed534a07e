package io.gleaner.objective;

/**
 * Logits in eight bits: φ = 8·b/127 with b from −127 to 127, rounded at random so that small steps
 * are kept on average.
 *
 * <p>The randomness is a hash of (image, class, lineage, step): the same inputs give the same bytes
 * on every machine and after every restart. The hash uses 32-bit operations only and no branches,
 * so that the loop can be compiled to vector instructions.
 */
public final class QuantisedLogits {
  /** Largest magnitude that can be kept. */
  public static final float BOUND = 8;

  /** Largest code. */
  private static final int LEVELS = 127;

  private static final float STEP = BOUND / LEVELS;
  private static final float PER_STEP = LEVELS / BOUND;

  // The draw keeps this far (in steps) from 0 and 1, so that a decoded logit always encodes to the
  // code it came from although 8·b/127 is not exact in float.
  private static final float GUARD = 1f / (1 << 15);

  // What the hash tells classes apart by, and its multiples within a block of them.
  private static final int CLASS = 0x9E3779B9;
  private static final int BLOCK = 256;
  private static final int[] MULTIPLES = multiples();

  private QuantisedLogits() {}

  private static int[] multiples() {
    int[] multiples = new int[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      multiples[i] = i * CLASS;
    }
    return multiples;
  }

  /** The logit of a code. */
  public static float decode(byte code) {
    return code * STEP;
  }

  /** Decodes a whole row. */
  public static void decode(byte[] codes, float[] logits) {
    for (int k = 0; k < codes.length; k++) {
      logits[k] = codes[k] * STEP;
    }
  }

  /** The nearest code, for where nothing accumulates; beyond ±8 the outermost one. */
  public static byte nearest(float logit) {
    return (byte) Math.round(clamp(logit) * PER_STEP);
  }

  /**
   * Rounds a row at random, up or down in proportion to the distance.
   *
   * @param logits φ; beyond ±8 they are held there
   * @param idHash a hash of the image's id
   * @param lineage and {@code step} of the prediction that moved the row
   * @param codes receives one code a class
   */
  public static void encode(float[] logits, long idHash, long lineage, long step, byte[] codes) {
    long seed = mix(mix(mix(idHash) + lineage) + step);
    int high = (int) (seed >>> 32);
    int[] hashes = new int[BLOCK];
    for (int from = 0; from < logits.length; from += BLOCK) {
      int length = Math.min(BLOCK, logits.length - from);
      hash((int) seed + from * CLASS, high, length, hashes);
      for (int i = 0; i < length; i++) {
        codes[from + i] = round(logits[from + i], draw(hashes[i]));
      }
    }
  }

  /** Of a block of classes; apart from what is done in float, so that it becomes vectors. */
  private static void hash(int low, int high, int length, int[] hashes) {
    for (int i = 0; i < length; i++) {
      hashes[i] = hash(low + MULTIPLES[i], high);
    }
  }

  /** One class's code of {@link #encode(float[], long, long, long, byte[])}. */
  public static byte encode(float logit, long idHash, int classIndex, long lineage, long step) {
    long seed = mix(mix(mix(idHash) + lineage) + step);
    return round(logit, draw(hash((int) seed + classIndex * CLASS, (int) (seed >>> 32))));
  }

  private static byte round(float logit, float draw) {
    // Shifted to be positive, so that the cast is a floor. Held within bounds as an integer, which
    // takes a fraction of the time that it takes as a float.
    int shifted = (int) (logit * PER_STEP + LEVELS + draw);
    return (byte) (Math.max(0, Math.min(2 * LEVELS, shifted)) - LEVELS);
  }

  private static float clamp(float logit) {
    return Math.max(-BOUND, Math.min(BOUND, logit));
  }

  /** murmur3's 32-bit finaliser over the class and both halves of the seed. */
  private static int hash(int low, int high) {
    int h = (low ^ (low >>> 16)) * 0x85EBCA6B;
    h = ((h ^ (h >>> 13)) + high) * 0xC2B2AE35;
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    return h ^ (h >>> 13);
  }

  /** Uniform in (0, 1). */
  private static float draw(int hash) {
    return GUARD + (hash >>> 9) * ((1f / (1 << 23)) * (1 - 2 * GUARD));
  }

  /** SplitMix64's finaliser. */
  private static long mix(long z) {
    long h = z + 0x9E3779B97F4A7C15L;
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }
}
