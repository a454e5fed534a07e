package io.gleaner.learner;

import io.gleaner.learner.ReplayStore.Family;
import io.gleaner.learner.Reservoir.Entry;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where each image of the replay buffer stands, on disk: holdout or not, slot, size. */
final class Places {
  private static final int BYTES = 1 + 2 * Integer.BYTES;

  private final ReplayStore store;
  private final long seed;

  /**
   * @param seed of the entries' priorities
   */
  Places(ReplayStore store, long seed) {
    this.store = store;
    this.seed = seed;
  }

  /**
   * What an earlier process left.
   *
   * @param entries of all images, by id
   * @param training those that were trained on, by slot
   * @param holdout those of the holdout, by slot
   */
  record Found(Map<String, Entry> entries, List<Entry> training, List<Entry> holdout) {}

  /** An image that has no slot yet. */
  Entry entry(String id, int bytes) {
    return new Entry(id, Seeds.hash(seed, id), bytes);
  }

  void write(Entry entry, boolean isHoldout) {
    store.put(
        Family.PLACES,
        entry.id,
        ByteBuffer.allocate(BYTES)
            .put((byte) (isHoldout ? 1 : 0))
            .putInt(entry.slot)
            .putInt(entry.bytes)
            .array());
  }

  void delete(String id) {
    store.delete(Family.PLACES, id);
  }

  Found read() {
    Map<String, Entry> entries = new HashMap<>();
    TreeMap<Integer, Entry> training = new TreeMap<>();
    TreeMap<Integer, Entry> holdout = new TreeMap<>();
    store.forEach(
        Family.PLACES,
        (id, bytes) -> {
          ByteBuffer place = ByteBuffer.wrap(bytes);
          boolean isHoldout = place.get() == 1;
          int slot = place.getInt();
          Entry entry = entry(id, place.getInt());
          entries.put(id, entry);
          if (slot != Entry.NO_SLOT) {
            (isHoldout ? holdout : training).put(slot, entry);
          }
        });
    return new Found(entries, List.copyOf(training.values()), List.copyOf(holdout.values()));
  }
}
