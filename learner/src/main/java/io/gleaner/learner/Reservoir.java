package io.gleaner.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images within a bound of bytes. Slots are dense, so drawing one uniformly is one array access;
 * which image gives way when not all fit is the {@link Retention}'s choice.
 */
final class Reservoir {
  private final long maxBytes;
  private final Retention retention;
  private final @Nullable ClassIndex index;
  private final List<Entry> slots = new ArrayList<>();
  private long bytes;

  /** One image's place. */
  static final class Entry {
    static final long NEVER = -1;
    static final int NO_SLOT = -1;
    private static final int[] UNKNOWN = {};

    final String id;
    final long priority;
    int bytes;
    int slot = NO_SLOT;
    // The step that trained on it last, since the start of the process.
    long trainedAt = NEVER;
    // The classes it shows, ascending; only where a reservoir has an index of them.
    int[] classes = UNKNOWN;
    @Nullable Reservoir owner;

    Entry(String id, long priority, int bytes) {
      this.id = id;
      this.priority = priority;
      this.bytes = bytes;
    }
  }

  /** Of images that are kept alike whatever they show. */
  Reservoir(long maxBytes) {
    this(maxBytes, new UniformRetention(), null);
  }

  /**
   * With an index.
   *
   * @param index of the classes that images show, kept up to date; null for none
   */
  Reservoir(long maxBytes, Retention retention, @Nullable ClassIndex index) {
    this.maxBytes = maxBytes;
    this.retention = retention;
    this.index = index;
  }

  /** Adds an entry in the next slot. */
  void add(Entry entry) {
    entry.owner = this;
    entry.slot = slots.size();
    slots.add(entry);
    bytes += entry.bytes;
    if (index != null) {
      index.add(entry.slot, entry.classes);
    }
    retention.added(entry, this);
  }

  /**
   * Takes an entry out; the last entry moves into its slot.
   *
   * @return the entry that moved, or null if none did
   */
  @Nullable Entry remove(Entry entry) {
    Entry last = slots.remove(slots.size() - 1);
    boolean moved = last != entry;
    if (index != null) {
      index.remove(entry.slot, entry.classes);
      if (moved) {
        index.remove(last.slot, last.classes);
        index.add(entry.slot, last.classes);
      }
    }
    if (moved) {
      slots.set(entry.slot, last);
      last.slot = entry.slot;
    }
    entry.owner = null;
    entry.slot = Entry.NO_SLOT;
    bytes -= entry.bytes;
    retention.removed(slots);
    return moved ? last : null;
  }

  /** Notes that an entry shows other classes now; does nothing without an index. */
  void relabel(Entry entry, int[] classes) {
    if (index != null && !Arrays.equals(entry.classes, classes)) {
      index.remove(entry.slot, entry.classes);
      entry.classes = classes;
      index.add(entry.slot, classes);
      retention.added(entry, this);
    }
  }

  /** Notes that an entry takes another number of bytes now. */
  void resize(Entry entry, int newBytes) {
    bytes += newBytes - entry.bytes;
    entry.bytes = newBytes;
  }

  /** The entry to give up next, or null if all fit. */
  @Nullable Entry victim() {
    return bytes <= maxBytes ? null : retention.victim(this);
  }

  /** Whether an entry is here: neither gone nor in another reservoir. */
  boolean holds(Entry entry) {
    return entry.owner == this;
  }

  int size() {
    return slots.size();
  }

  Entry entry(int slot) {
    return slots.get(slot);
  }

  long bytes() {
    return bytes;
  }
}
