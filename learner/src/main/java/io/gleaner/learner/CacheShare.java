package io.gleaner.learner;

import java.util.Optional;

/** How much of the Java heap a learner's caches may take when they are full. */
final class CacheShare {
  private static final double MOST = 0.75;
  private static final long MIB = 1 << 20;

  private CacheShare() {}

  /**
   * What to say when they leave too little for everything else.
   *
   * @param heap the largest size of the heap, in bytes
   * @return one line; empty if they fit
   */
  static Optional<String> warning(LearnerConfig config, long heap) {
    long caches = config.replay().labelCache();
    caches += config.regime().keepsPixels() ? config.replay().pixelCache() : 0;
    caches += config.regime().frozen(1) ? config.replay().featureCache() : 0;
    if (caches <= MOST * heap) {
      return Optional.empty();
    }
    return Optional.of(
        "The caches of gleaner.learner.replay may take %d MiB, but the Java heap has %d MiB: give it %d or more with -Xmx in GLEANER_JAVA_OPTS, or lower pixel-cache, feature-cache or label-cache"
            .formatted(caches / MIB, heap / MIB, (long) (caches / MOST) / MIB));
  }
}
