package io.gleaner.learner;

import io.gleaner.learner.ReplayStore.Family;
import io.gleaner.learner.Reservoir.Entry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The images the learner may still learn from: encoded image or its features, or both, and newest
 * label row of each on disk, an index of ids in memory. Training and holdout images lie in
 * reservoirs of their own, each bounded in bytes; only training images that were trained on once
 * can be drawn.
 */
final class ReplayBuffer implements AutoCloseable {
  private static final int OVERHEAD_BYTES = 128;
  private static final int FRESH = -1;

  private final ReplayStore store;
  private final int classes;
  private final long seed;
  private final Reservoir training;
  private final Reservoir holdout;
  private final Map<String, Entry> entries = new HashMap<>();
  private final LabelRows rows;
  private final @Nullable ClassIndex byClass;
  private final Sampler sampler;

  /**
   * What a buffer holds.
   *
   * @param maxBytes of training images
   * @param maxHoldoutBytes of holdout images
   * @param labelCacheBytes of label rows in memory
   * @param classAware whether images are drawn class by class
   * @param classBalanced whether images of rare classes stay longer
   * @param seed decides which images are kept when not all fit
   */
  record Settings(
      long maxBytes,
      long maxHoldoutBytes,
      long labelCacheBytes,
      boolean classAware,
      boolean classBalanced,
      long seed) {

    static Settings of(LearnerConfig config) {
      return new Settings(
          config.replay().maxBytes(),
          config.holdout().maxBytes(),
          config.replay().labelCache(),
          config.replay().classAware(),
          config.replay().classBalanced(),
          config.seed());
    }
  }

  /**
   * Opens the buffer and reads its index.
   *
   * @param classes K, for the size of a row and the index of classes
   */
  ReplayBuffer(Path directory, int classes, Settings settings) {
    this.store = new ReplayStore(directory);
    this.classes = classes;
    this.seed = settings.seed();
    this.byClass =
        settings.classAware() || settings.classBalanced() ? new ClassIndex(classes) : null;
    this.sampler =
        settings.classAware() && byClass != null ? new ClassAware(byClass) : new Sampler.Uniform();
    Retention retention =
        settings.classBalanced() && byClass != null
            ? new ClassBalancedRetention(byClass)
            : new UniformRetention();
    this.training = new Reservoir(settings.maxBytes(), retention, byClass);
    this.holdout = new Reservoir(settings.maxHoldoutBytes());
    List<Entry> placed = readPlaces();
    this.rows = new LabelRows(store, settings.labelCacheBytes(), seed, entries::containsKey);
    for (Entry entry : placed) {
      classify(entry);
      training.add(entry);
    }
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
    store.delete(Family.FEATURES, id);
    return place(id, jpeg.length, isHoldout, row);
  }

  /** As {@link #put}, of an image that comes as features alone. */
  Put putFeatures(String id, byte[] features, boolean isHoldout, LabelRow row) {
    store.put(Family.FEATURES, id, features);
    return place(id, features.length, isHoldout, row);
  }

  private Put place(String id, int length, boolean isHoldout, LabelRow row) {
    rows.arrive(id, row);
    Entry known = entries.get(id);
    if (known != null) {
      resize(known, charge(id, length));
      // Before others give way for its new size: it must not be among them and stay all the same.
      boolean apart = isHoldout && keepApart(known);
      evict(training);
      evict(holdout);
      return apart ? Put.HOLDOUT : Put.REPLACED;
    }
    Entry entry = new Entry(id, Seeds.hash(seed, id), charge(id, length));
    entries.put(id, entry);
    if (isHoldout) {
      place(entry, holdout);
      return Put.HOLDOUT;
    }
    writePlace(entry, false);
    return Put.FRESH;
  }

  /**
   * Keeps the features computed of an image's pixels, instead of the pixels or beside them. Nothing
   * gives way to them before the next image is admitted.
   */
  void keepFeatures(String id, byte[] features, boolean instead) {
    Entry known = entries.get(id);
    if (known == null) {
      return;
    }
    store.put(Family.FEATURES, id, features);
    if (instead) {
      store.delete(Family.IMAGES, id);
    }
    resize(known, instead ? charge(id, features.length) : known.bytes + features.length);
  }

  /**
   * Forgets the features of all images whose pixels are here: what they were computed with changes.
   * Without its pixels an image is nothing but its features.
   */
  void forgetFeatures() {
    store.forEach(
        Family.FEATURES,
        (id, features) -> {
          Entry known = entries.get(id);
          if (known != null && store.get(Family.IMAGES, id) == null) {
            return;
          }
          if (known != null) {
            resize(known, known.bytes - features.length);
          }
          store.delete(Family.FEATURES, id);
        });
  }

  private void resize(Entry known, int bytes) {
    if (known.owner == null) {
      known.bytes = bytes;
    } else {
      known.owner.resize(known, bytes);
    }
    writePlace(known, known.owner == holdout);
  }

  private int charge(String id, int length) {
    return charge(id, length, classes);
  }

  /** What an image counts against the bound: features or picture, label row, id, places. */
  static int charge(String id, int length, int classes) {
    return length + 2 * classes + id.length() + OVERHEAD_BYTES;
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
    classify(entry);
    reservoir.add(entry);
    writePlace(entry, reservoir == holdout);
    evict(reservoir);
  }

  private void classify(Entry entry) {
    LabelRow row = byClass == null ? null : rows.get(entry.id);
    if (row != null) {
      entry.classes = row.shown(classes);
    }
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
      store.delete(Family.FEATURES, id);
    }
    rows.delete(id);
  }

  /** Forgets the row of an image that is not here. */
  void forgetEarlyLabels(String id) {
    if (!entries.containsKey(id)) {
      rows.delete(id);
    }
  }

  /**
   * Takes a newer row in.
   *
   * @return false if the row here is of the same or a later revision
   */
  boolean putLabels(String id, LabelRow row, boolean isHoldout) {
    Entry entry = entries.get(id);
    boolean newer = rows.put(id, row, entry != null);
    if (newer && entry != null) {
      if (isHoldout) {
        keepApart(entry);
      } else if (byClass != null && entry.owner == training) {
        training.relabel(entry, row.shown(classes));
      }
    }
    return newer;
  }

  /** The encoded image, or null if it is not here. */
  byte @Nullable [] jpeg(String id) {
    return store.get(Family.IMAGES, id);
  }

  /** The features kept of an image, as {@link HalfFloats}, or null if there are none. */
  byte @Nullable [] features(String id) {
    return store.get(Family.FEATURES, id);
  }

  /** The newest row, or null if it is not here. */
  @Nullable LabelRow labels(String id) {
    return rows.get(id);
  }

  /** Whether a training image is here, fresh or trained on before. */
  boolean trainable(String id) {
    Entry entry = entries.get(id);
    return entry != null && entry.owner != holdout;
  }

  /**
   * Notes that a step trained on an image.
   *
   * @return how many steps ago the last one did; empty if none has since the start of the process
   */
  OptionalLong trained(String id, long step) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return OptionalLong.empty();
    }
    long before = entry.trainedAt;
    entry.trainedAt = step;
    return before == Entry.NEVER ? OptionalLong.empty() : OptionalLong.of(step - before);
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

  /**
   * Draws images by the configured sampler.
   *
   * @param count at most {@link #size()}
   * @return so many different ids
   */
  List<String> draw(int count, SplittableRandom random) {
    return draw(sampler, count, random);
  }

  /** As {@link #draw}, but every image equally likely. */
  List<String> drawUniformly(int count, SplittableRandom random) {
    return draw(new Sampler.Uniform(), count, random);
  }

  private List<String> draw(Sampler by, int count, SplittableRandom random) {
    List<String> ids = new ArrayList<>(count);
    for (int slot : by.draw(size(), count, random)) {
      ids.add(id(slot));
    }
    return ids;
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

  /** The ids of all holdout images, by slot. */
  List<String> holdoutIds() {
    List<String> ids = new ArrayList<>(holdout.size());
    for (int slot = 0; slot < holdout.size(); slot++) {
      ids.add(holdoutId(slot));
    }
    return ids;
  }

  /** Whether what changes waits in memory for room on the disk, until a checkpoint finds some. */
  boolean isDiskFull() {
    return store.isFull();
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

  /** Reads the index but for the training images that were trained on, which it returns by slot. */
  private List<Entry> readPlaces() {
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
    holdoutSlots.values().forEach(holdout::add);
    return List.copyOf(trainingSlots.values());
  }

  @Override
  public void close() {
    store.close();
  }
}
