package io.gleaner.learner;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What images consist of, by id, in memory: decoded pixels, features or label rows. Bounded in
 * bytes, what came first given up first: images are drawn at random, so the last use says nothing,
 * and noting it would cost a million images' caches more than the look-up. Only speed depends on
 * it: what is not here is read or computed again.
 */
final class ByteCache {
  // What the map's node, the array's header and the id take beside the bytes.
  private static final int OVERHEAD_BYTES = 128;

  private final long maxBytes;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private long bytes;

  ByteCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  byte @Nullable [] get(String id) {
    return entries.get(id);
  }

  /** Keeps a value, which must not change afterwards. */
  void put(String id, byte[] value) {
    if (charge(value) > maxBytes) {
      remove(id);
      return;
    }
    byte[] old = entries.put(id, value);
    bytes += charge(value) - (old == null ? 0 : charge(old));
    if (bytes > maxBytes) {
      giveUp();
    }
  }

  private void giveUp() {
    var eldest = entries.entrySet().iterator();
    while (bytes > maxBytes) {
      bytes -= charge(eldest.next().getValue());
      eldest.remove();
    }
  }

  private static long charge(byte[] value) {
    return (long) value.length + OVERHEAD_BYTES;
  }

  void remove(String id) {
    byte[] old = entries.remove(id);
    if (old != null) {
      bytes -= charge(old);
    }
  }

  void clear() {
    entries.clear();
    bytes = 0;
  }

  long bytes() {
    return bytes;
  }
}
