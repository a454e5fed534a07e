package io.gleaner.learner;

import io.gleaner.learner.ReplayStore.Family;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest label row of each image, on disk and, as far as they fit, in memory. Rows of images
 * that are not here yet are kept too, up to a number: the row's topic may run ahead of the image's.
 */
final class LabelRows {
  private static final int MAX_EARLY_ROWS = 100_000;

  private final ReplayStore store;
  private final ByteCache cache;
  private final long seed;
  private final TreeMap<Long, String> early = new TreeMap<>();

  /**
   * Finds which of the stored rows have no image.
   *
   * @param hasImage whether the image of an id is here
   * @param seed decides which early rows are kept when not all fit
   */
  LabelRows(ReplayStore store, long cacheBytes, long seed, Predicate<String> hasImage) {
    this.store = store;
    this.cache = new ByteCache(cacheBytes);
    this.seed = seed;
    store.forEachId(
        Family.LABELS,
        id -> {
          if (!hasImage.test(id)) {
            early.put(Seeds.hash(seed, id), id);
          }
        });
  }

  /** The newest row, or null if there is none. */
  @Nullable LabelRow get(String id) {
    byte[] row = encoded(id);
    return row == null ? null : LabelRow.decode(row);
  }

  private byte @Nullable [] encoded(String id) {
    byte[] row = cache.get(id);
    if (row == null) {
      row = store.get(Family.LABELS, id);
      if (row != null) {
        cache.put(id, row);
      }
    }
    return row;
  }

  /** Notes that the image has come, with what is known of its labels; a row that is here stays. */
  void arrive(String id, LabelRow row) {
    if (encoded(id) == null) {
      write(id, row);
    }
    early.remove(Seeds.hash(seed, id));
  }

  /**
   * Takes a newer row in.
   *
   * @param hasImage whether the image is here
   * @return false if the row here is of the same or a later revision
   */
  boolean put(String id, LabelRow row, boolean hasImage) {
    byte[] held = encoded(id);
    if (held != null && row.revision() <= LabelRow.revision(held)) {
      return false;
    }
    write(id, row);
    if (!hasImage) {
      early.put(Seeds.hash(seed, id), id);
      if (early.size() > MAX_EARLY_ROWS) {
        delete(early.lastEntry().getValue());
      }
    }
    return true;
  }

  private void write(String id, LabelRow row) {
    byte[] encoded = row.encode();
    store.put(Family.LABELS, id, encoded);
    cache.put(id, encoded);
  }

  void delete(String id) {
    early.remove(Seeds.hash(seed, id));
    cache.remove(id);
    store.delete(Family.LABELS, id);
  }
}
