package io.gleaner.estimator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Class priors as codes, an octet a class, of many versions: rows of a large label space stand at
 * the versions of their last steps, and replay comes to them in any order. Bounded in bytes; the
 * versions used last are kept.
 */
final class PriorCodes {

  private final long most;
  private final Map<Long, byte[]> versions = new LinkedHashMap<>(16, 0.75f, true);
  private long held;

  /**
   * @param most bytes of codes that are kept
   */
  PriorCodes(long most) {
    this.most = most;
  }

  /** The codes of a version, not to be written to; null if they are not kept. */
  byte @Nullable [] get(long version) {
    return versions.get(version);
  }

  void put(long version, byte[] codes) {
    byte[] before = versions.put(version, codes);
    held += codes.length - (before == null ? 0 : before.length);
    var oldest = versions.values().iterator();
    while (held > most && oldest.hasNext()) {
      held -= oldest.next().length;
      oldest.remove();
    }
  }
}
