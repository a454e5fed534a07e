package io.gleaner.learner;

import io.gleaner.learner.Reservoir.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which images the replay buffer holds, in memory, kept up on disk as {@link Places}. An image
 * waits for its first training, or is in one of two reservoirs, each bounded in bytes: that of
 * drawable training images, or the holdout. What does not fit is handed to whoever deletes it.
 */
final class ReplayIndex {
  private final Places places;
  private final LabelRows rows;
  private final int classes;
  private final Consumer<String> delete;
  private final Map<String, Entry> entries;
  private final Reservoir training;
  private final Reservoir holdout;
  private final @Nullable ClassIndex byClass;
  private final Sampler sampler;

  /**
   * Goes on from what was found on the disk.
   *
   * @param classes K, for the index of classes
   * @param delete deletes an image that gives way, by {@link #remove} too
   */
  ReplayIndex(
      ReplayBuffer.Settings settings,
      int classes,
      Places places,
      Places.Found found,
      LabelRows rows,
      Consumer<String> delete) {
    this.places = places;
    this.rows = rows;
    this.classes = classes;
    this.delete = delete;
    this.entries = found.entries();
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
    found.holdout().forEach(holdout::add);
    for (Entry entry : found.training()) {
      classify(entry);
      training.add(entry);
    }
  }

  /** Takes an image in, or notes that a known one takes another number of bytes now. */
  ReplayBuffer.Put put(String id, int bytes, boolean isHoldout) {
    Entry known = entries.get(id);
    if (known != null) {
      return putAgain(known, bytes, isHoldout);
    }
    Entry entry = places.entry(id, bytes);
    entries.put(id, entry);
    if (isHoldout) {
      place(entry, holdout);
      return ReplayBuffer.Put.HOLDOUT;
    }
    places.write(entry, false);
    return ReplayBuffer.Put.FRESH;
  }

  private ReplayBuffer.Put putAgain(Entry known, int bytes, boolean isHoldout) {
    resize(known, bytes);
    // Before others give way for its new size: it must not be among them and stay all the same.
    boolean apart = isHoldout && keepApart(known);
    evict(training);
    evict(holdout);
    return apart ? ReplayBuffer.Put.HOLDOUT : ReplayBuffer.Put.REPLACED;
  }

  /** Whether an image is here. */
  boolean holds(String id) {
    return entries.containsKey(id);
  }

  /** What a known image counts. */
  int bytes(String id) {
    return entry(id).bytes;
  }

  /** Notes that a known image takes another number of bytes; nothing gives way to it yet. */
  void resize(String id, int bytes) {
    resize(entry(id), bytes);
  }

  private Entry entry(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalArgumentException("image " + id + " is not in the replay buffer");
    }
    return entry;
  }

  private void resize(Entry known, int bytes) {
    if (known.owner == null) {
      known.bytes = bytes;
    } else {
      known.owner.resize(known, bytes);
    }
    places.write(known, known.owner == holdout);
  }

  /** Makes a fresh image drawable; others give way if it does not fit. */
  void admit(String id) {
    Entry entry = entries.get(id);
    if (entry != null && entry.owner == null) {
      place(entry, training);
    }
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

  private void place(Entry entry, Reservoir reservoir) {
    classify(entry);
    reservoir.add(entry);
    places.write(entry, reservoir == holdout);
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
      delete.accept(victim.id);
    }
  }

  private void unplace(Entry entry) {
    Reservoir owner = entry.owner;
    if (owner != null) {
      Entry moved = owner.remove(entry);
      if (moved != null) {
        places.write(moved, owner == holdout);
      }
    }
  }

  /**
   * Takes an image out.
   *
   * @return whether it was here
   */
  boolean remove(String id) {
    Entry entry = entries.remove(id);
    if (entry == null) {
      return false;
    }
    unplace(entry);
    places.delete(id);
    return true;
  }

  /** Notes that a known image has a newer label row. */
  void relabel(String id, LabelRow row, boolean isHoldout) {
    Entry entry = entry(id);
    if (isHoldout) {
      keepApart(entry);
    } else if (byClass != null && entry.owner == training) {
      training.relabel(entry, row.shown(classes));
    }
  }

  /** Whether a training image is here, fresh or trained on before. */
  boolean trainable(String id) {
    Entry entry = entries.get(id);
    return entry != null && entry.owner != holdout;
  }

  /** Whether the image waits for its first training. */
  boolean fresh(String id) {
    Entry entry = entries.get(id);
    return entry != null && entry.owner == null;
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

  /** Draws drawable images by the configured sampler. */
  List<String> draw(int count, SplittableRandom random) {
    return draw(sampler, count, random);
  }

  /** As {@link #draw}, but every image equally likely. */
  List<String> drawUniformly(int count, SplittableRandom random) {
    return draw(new Sampler.Uniform(), count, random);
  }

  private List<String> draw(Sampler by, int count, SplittableRandom random) {
    List<String> ids = new ArrayList<>(count);
    for (int slot : by.draw(training.size(), count, random)) {
      ids.add(training.entry(slot).id);
    }
    return ids;
  }

  /** The drawable images. */
  Reservoir training() {
    return training;
  }

  /** The holdout. */
  Reservoir holdout() {
    return holdout;
  }
}
