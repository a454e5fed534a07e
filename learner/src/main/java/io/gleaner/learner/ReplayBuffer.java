package io.gleaner.learner;

import io.gleaner.learner.ReplayStore.Family;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images the learner may still learn from: encoded image or its features, or both, and newest
 * label row of each on disk, and an index of them in memory. Training and holdout images are
 * bounded in bytes apart; only training images that were trained on once can be drawn.
 */
final class ReplayBuffer implements AutoCloseable {
  private static final int OVERHEAD_BYTES = 128;

  private final ReplayStore store;
  private final int classes;
  private final LabelRows rows;
  private final ReplayIndex index;

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
    Places places = new Places(store, settings.seed());
    Places.Found found = places.read();
    this.rows =
        new LabelRows(
            store, settings.labelCacheBytes(), settings.seed(), found.entries()::containsKey);
    this.index = new ReplayIndex(settings, classes, places, found, rows, this::delete);
  }

  /** What its store takes, in bytes; NaN once it is closed. For any thread. */
  double figure(StoreFigure figure) {
    return store.figure(figure);
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
    return index.put(id, charge(id, length), isHoldout);
  }

  /**
   * Keeps the features computed of an image's pixels, instead of the pixels or beside them. Nothing
   * gives way to them before the next image is admitted.
   */
  void keepFeatures(String id, byte[] features, boolean instead) {
    if (!index.holds(id)) {
      return;
    }
    store.put(Family.FEATURES, id, features);
    if (instead) {
      store.delete(Family.IMAGES, id);
    }
    index.resize(id, instead ? charge(id, features.length) : index.bytes(id) + features.length);
  }

  /**
   * Forgets the features of all images whose pixels are here: what they were computed with changes.
   * Without its pixels an image is nothing but its features.
   */
  void forgetFeatures() {
    store.forEach(
        Family.FEATURES,
        (id, features) -> {
          boolean known = index.holds(id);
          if (known && store.get(Family.IMAGES, id) == null) {
            return;
          }
          if (known) {
            index.resize(id, index.bytes(id) - features.length);
          }
          store.delete(Family.FEATURES, id);
        });
  }

  private int charge(String id, int length) {
    return charge(id, length, classes);
  }

  /** What an image counts against the bound: features or picture, label row, id, places. */
  static int charge(String id, int length, int classes) {
    return length + 2 * classes + id.length() + OVERHEAD_BYTES;
  }

  /** Makes a fresh image drawable; others give way if it does not fit. */
  void admit(String id) {
    index.admit(id);
  }

  /** Forgets an image: its pixels, its row, its place. */
  void delete(String id) {
    if (index.remove(id)) {
      store.delete(Family.IMAGES, id);
      store.delete(Family.FEATURES, id);
    }
    rows.delete(id);
  }

  /** Forgets the row of an image that is not here. */
  void forgetEarlyLabels(String id) {
    if (!index.holds(id)) {
      rows.delete(id);
    }
  }

  /**
   * Takes a newer row in.
   *
   * @return false if the row here is of the same or a later revision
   */
  boolean putLabels(String id, LabelRow row, boolean isHoldout) {
    boolean known = index.holds(id);
    boolean newer = rows.put(id, row, known);
    if (newer && known) {
      index.relabel(id, row, isHoldout);
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
    return index.trainable(id);
  }

  /**
   * Notes that a step trained on an image.
   *
   * @return how many steps ago the last one did; empty if none has since the start of the process
   */
  OptionalLong trained(String id, long step) {
    return index.trained(id, step);
  }

  /** Whether the image waits for its first training. */
  boolean fresh(String id) {
    return index.fresh(id);
  }

  /** How many images can be drawn. */
  int size() {
    return index.training().size();
  }

  /**
   * Draws images by the configured sampler.
   *
   * @param count at most {@link #size()}
   * @return so many different ids
   */
  List<String> draw(int count, SplittableRandom random) {
    return index.draw(count, random);
  }

  /** As {@link #draw}, but every image equally likely. */
  List<String> drawUniformly(int count, SplittableRandom random) {
    return index.drawUniformly(count, random);
  }

  /** The id in a slot of [0, {@link #size()}). */
  String id(int slot) {
    return index.training().entry(slot).id;
  }

  /** How many holdout images there are. */
  int holdoutSize() {
    return index.holdout().size();
  }

  /** The id of a holdout image, by slot. */
  String holdoutId(int slot) {
    return index.holdout().entry(slot).id;
  }

  /** The ids of all holdout images, by slot. */
  List<String> holdoutIds() {
    return IntStream.range(0, holdoutSize()).mapToObj(this::holdoutId).toList();
  }

  /** Whether what changes waits in memory for room on the disk, until a checkpoint finds some. */
  boolean isDiskFull() {
    return store.isFull();
  }

  /** Bytes of drawable images and rows. */
  long bytes() {
    return index.training().bytes();
  }

  /** Writes a consistent copy into a directory that must not exist. */
  void checkpoint(Path directory) {
    store.checkpoint(directory);
  }

  @Override
  public void close() {
    store.close();
  }
}
