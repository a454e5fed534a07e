package io.gleaner.learner;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decoded pixels in memory, bounded in bytes, the least recently used given up first. Only speed
 * depends on it: what is not here is decoded again.
 */
final class PixelCache {
  private final long maxBytes;
  private final Map<String, byte[]> pixels = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  PixelCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  byte @Nullable [] get(String id) {
    return pixels.get(id);
  }

  void put(String id, byte[] decoded) {
    if (decoded.length > maxBytes) {
      return;
    }
    remove(id);
    pixels.put(id, decoded);
    bytes += decoded.length;
    var eldest = pixels.entrySet().iterator();
    while (bytes > maxBytes) {
      bytes -= eldest.next().getValue().length;
      eldest.remove();
    }
  }

  void remove(String id) {
    byte[] old = pixels.remove(id);
    if (old != null) {
      bytes -= old.length;
    }
  }

  long bytes() {
    return bytes;
  }
}
