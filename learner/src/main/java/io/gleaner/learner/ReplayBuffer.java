package io.gleaner.learner;

import io.gleaner.learner.ReplayStore.Family;
import io.gleaner.learner.Reservoir.Entry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The images the learner may still learn from: encoded image and newest label row of each on disk,
 * an index of ids in memory. Training and holdout images lie in reservoirs of their own, each
 * bounded in bytes; only training images that were trained on once can be drawn.
 *
 * <p>Label rows of images that are not here are kept too, up to a number: the row's topic may run
 * ahead of the image's.
 */
final class ReplayBuffer implements AutoCloseable {
  private static final int MAX_EARLY_ROWS = 100_000;
  private static final int OVERHEAD_BYTES = 128;
  private static final int FRESH = -1;

  private final ReplayStore store;
  private final int classes;
  private final long seed;
  private final Reservoir training;
  private final Reservoir holdout;
  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeMap<Long, String> earlyRows = new TreeMap<>();

  /**
   * Opens the buffer and reads its index.
   *
   * @param classes K, for the size of a row
   * @param maxBytes of training images; holdout images may take {@code maxHoldoutBytes} more
   * @param seed decides which images are kept when not all fit
   */
  ReplayBuffer(Path directory, int classes, long maxBytes, long maxHoldoutBytes, long seed) {
    this.store = new ReplayStore(directory);
    this.classes = classes;
    this.seed = seed;
    this.training = new Reservoir(maxBytes);
    this.holdout = new Reservoir(maxHoldoutBytes);
    readIndex();
  }

  /** What became of an image that was put. */
  enum Put {
    FRESH,
    REPLACED,
    HOLDOUT
  }

  /**
   * Takes an image in. A new training image is fresh: it waits for {@link #admit}. A known image
   * gets the new pixels and keeps its place; once a holdout image, it stays one.
   *
   * @param row what is known of its labels; a row that is here already stays
   */
  Put put(String id, byte[] jpeg, boolean isHoldout, LabelRow row) {
    store.put(Family.IMAGES, id, jpeg);
    if (store.get(Family.LABELS, id) == null) {
      store.put(Family.LABELS, id, row.encode());
    }
    Entry known = entries.get(id);
    if (known != null) {
      replace(known, jpeg);
      return isHoldout && keepApart(known) ? Put.HOLDOUT : Put.REPLACED;
    }
    Entry entry = new Entry(id, Seeds.hash(seed, id), charge(id, jpeg));
    entries.put(id, entry);
    earlyRows.remove(entry.priority);
    if (isHoldout) {
      place(entry, holdout);
      return Put.HOLDOUT;
    }
    writePlace(entry, false);
    return Put.FRESH;
  }

  private void replace(Entry known, byte[] jpeg) {
    int charge = charge(known.id, jpeg);
    if (known.owner == null) {
      known.bytes = charge;
    } else {
      known.owner.resize(known, charge);
    }
    writePlace(known, known.owner == holdout);
    evict(training);
    evict(holdout);
  }

  private int charge(String id, byte[] jpeg) {
    return jpeg.length + 2 * classes + id.length() + OVERHEAD_BYTES;
  }

  /** Moves a training image to the holdout. */
  private boolean keepApart(Entry entry) {
    if (entry.owner == holdout) {
      return false;
    }
    if (entry.owner != null) {
      unplace(entry);
    }
    place(entry, holdout);
    return true;
  }

  /** Makes a fresh image drawable; others give way if it does not fit. */
  void admit(String id) {
    Entry entry = entries.get(id);
    if (entry != null && entry.owner == null) {
      place(entry, training);
    }
  }

  private void place(Entry entry, Reservoir reservoir) {
    reservoir.add(entry);
    writePlace(entry, reservoir == holdout);
    evict(reservoir);
  }

  private void evict(Reservoir reservoir) {
    for (Entry victim = reservoir.victim(); victim != null; victim = reservoir.victim()) {
      delete(victim.id);
    }
  }

  private void unplace(Entry entry) {
    Reservoir owner = entry.owner;
    if (owner != null) {
      Entry moved = owner.remove(entry);
      if (moved != null) {
        writePlace(moved, owner == holdout);
      }
    }
  }

  /** Forgets an image: its pixels, its row, its place. */
  void delete(String id) {
    Entry entry = entries.remove(id);
    if (entry != null) {
      unplace(entry);
      store.delete(Family.PLACES, id);
      store.delete(Family.IMAGES, id);
    }
    deleteRow(id);
  }

  /** Forgets the row of an image that is not here. */
  void forgetEarlyLabels(String id) {
    if (!entries.containsKey(id)) {
      deleteRow(id);
    }
  }

  private void deleteRow(String id) {
    earlyRows.remove(Seeds.hash(seed, id));
    store.delete(Family.LABELS, id);
  }

  /**
   * Takes a newer row in.
   *
   * @return false if the row here is of the same or a later revision
   */
  boolean putLabels(String id, LabelRow row, boolean isHoldout) {
    byte[] held = store.get(Family.LABELS, id);
    if (held != null && row.revision() <= LabelRow.revision(held)) {
      return false;
    }
    store.put(Family.LABELS, id, row.encode());
    Entry entry = entries.get(id);
    if (entry == null) {
      earlyRows.put(Seeds.hash(seed, id), id);
      if (earlyRows.size() > MAX_EARLY_ROWS) {
        deleteRow(earlyRows.lastEntry().getValue());
      }
    } else if (isHoldout) {
      keepApart(entry);
    }
    return true;
  }

  /** The encoded image, or null if it is not here. */
  byte @Nullable [] jpeg(String id) {
    return store.get(Family.IMAGES, id);
  }

  /** The newest row, or null if it is not here. */
  @Nullable LabelRow labels(String id) {
    byte[] row = store.get(Family.LABELS, id);
    return row == null ? null : LabelRow.decode(row);
  }

  /** Whether the image waits for its first training. */
  boolean fresh(String id) {
    Entry entry = entries.get(id);
    return entry != null && entry.owner == null;
  }

  /** How many images can be drawn. */
  int size() {
    return training.size();
  }

  /** The id in a slot of [0, {@link #size()}). */
  String id(int slot) {
    return training.entry(slot).id;
  }

  /** How many holdout images there are. */
  int holdoutSize() {
    return holdout.size();
  }

  /** The id of a holdout image, by slot. */
  String holdoutId(int slot) {
    return holdout.entry(slot).id;
  }

  /** Bytes of drawable images and rows. */
  long bytes() {
    return training.bytes();
  }

  /** Writes a consistent copy into a directory that must not exist. */
  void checkpoint(Path directory) {
    store.checkpoint(directory);
  }

  private void writePlace(Entry entry, boolean isHoldout) {
    store.put(
        Family.PLACES,
        entry.id,
        ByteBuffer.allocate(1 + 2 * Integer.BYTES)
            .put((byte) (isHoldout ? 1 : 0))
            .putInt(entry.slot)
            .putInt(entry.bytes)
            .array());
  }

  private void readIndex() {
    TreeMap<Integer, Entry> trainingSlots = new TreeMap<>();
    TreeMap<Integer, Entry> holdoutSlots = new TreeMap<>();
    store.forEach(
        Family.PLACES,
        (id, bytes) -> {
          ByteBuffer place = ByteBuffer.wrap(bytes);
          boolean isHoldout = place.get() == 1;
          int slot = place.getInt();
          Entry entry = new Entry(id, Seeds.hash(seed, id), place.getInt());
          entries.put(id, entry);
          if (slot != FRESH) {
            (isHoldout ? holdoutSlots : trainingSlots).put(slot, entry);
          }
        });
    trainingSlots.values().forEach(training::add);
    holdoutSlots.values().forEach(holdout::add);
    store.forEach(
        Family.LABELS,
        (id, bytes) -> {
          if (!entries.containsKey(id)) {
            earlyRows.put(Seeds.hash(seed, id), id);
          }
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
