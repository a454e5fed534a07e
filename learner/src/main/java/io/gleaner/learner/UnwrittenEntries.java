package io.gleaner.learner;

import io.gleaner.learner.ReplayStore.Family;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a full disk had no room for: the newest value of each entry, in memory, until it can be
 * written. Grows with the images that are held, not with time.
 */
final class UnwrittenEntries {
  private final Map<EntryKey, Value> values = new LinkedHashMap<>();

  /** Where an entry belongs. */
  record EntryKey(Family family, String id) {}

  /** Writes one entry. */
  interface Writer {
    /**
     * Writes or, without a value, deletes.
     *
     * @return false if there is still no room
     */
    boolean write(EntryKey key, byte @Nullable [] value);
  }

  // Null for a deletion.
  private static final class Value {
    private final byte @Nullable [] bytes;

    Value(byte @Nullable [] bytes) {
      this.bytes = bytes;
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  int size() {
    return values.size();
  }

  boolean contains(EntryKey key) {
    return values.containsKey(key);
  }

  /** The value that is to be written; null if the entry is to be deleted. */
  byte @Nullable [] get(EntryKey key) {
    return Objects.requireNonNull(values.get(key)).bytes;
  }

  void put(EntryKey key, byte @Nullable [] value) {
    values.put(key, new Value(value));
  }

  /** Visits what is to be written into a family; the visitor may write and delete. */
  void forEach(Family family, BiConsumer<String, byte[]> visitor) {
    for (Map.Entry<EntryKey, Value> entry : List.copyOf(values.entrySet())) {
      byte[] value = entry.getValue().bytes;
      if (entry.getKey().family() == family && value != null) {
        visitor.accept(entry.getKey().id(), value);
      }
    }
  }

  /**
   * Writes as much as there is room for.
   *
   * @return whether that was all
   */
  boolean drain(Writer writer) {
    for (Iterator<Map.Entry<EntryKey, Value>> left = values.entrySet().iterator();
        left.hasNext(); ) {
      Map.Entry<EntryKey, Value> entry = left.next();
      if (!writer.write(entry.getKey(), entry.getValue().bytes)) {
        return false;
      }
      left.remove();
    }
    return true;
  }
}
