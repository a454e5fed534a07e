package io.gleaner.learner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which images are kept when not all fit: those with the smallest hash of their id under a seed
 * (bottom-k sampling; Cohen and Kaplan, Summarizing Data using Bottom-k Sketches, 2007). Every
 * image ever offered is equally likely to be kept, whatever the order and however often it comes,
 * and there is no counter to lose. Slots are dense, so drawing one uniformly is one array access.
 */
final class Reservoir {
  // Removed entries leave the heap when they surface, or when they outnumber the rest.
  private static final int SLACK = 1_024;

  private final long maxBytes;
  private final List<Entry> slots = new ArrayList<>();
  private final PriorityQueue<Entry> largestFirst =
      new PriorityQueue<>(Comparator.comparingLong((Entry e) -> e.priority).reversed());
  private long bytes;

  /** One image's place. */
  static final class Entry {
    final String id;
    final long priority;
    int bytes;
    int slot = -1;
    @Nullable Reservoir owner;

    Entry(String id, long priority, int bytes) {
      this.id = id;
      this.priority = priority;
      this.bytes = bytes;
    }
  }

  Reservoir(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds an entry in the next slot. */
  void add(Entry entry) {
    entry.owner = this;
    entry.slot = slots.size();
    slots.add(entry);
    largestFirst.add(entry);
    bytes += entry.bytes;
  }

  /**
   * Takes an entry out; the last entry moves into its slot.
   *
   * @return the entry that moved, or null if none did
   */
  @Nullable Entry remove(Entry entry) {
    Entry last = slots.remove(slots.size() - 1);
    boolean moved = last != entry;
    if (moved) {
      slots.set(entry.slot, last);
      last.slot = entry.slot;
    }
    entry.owner = null;
    entry.slot = -1;
    bytes -= entry.bytes;
    if (largestFirst.size() > 2 * slots.size() + SLACK) {
      largestFirst.clear();
      largestFirst.addAll(slots);
    }
    return moved ? last : null;
  }

  /** Notes that an entry takes another number of bytes now. */
  void resize(Entry entry, int newBytes) {
    bytes += newBytes - entry.bytes;
    entry.bytes = newBytes;
  }

  /** The entry to give up next, or null if all fit. */
  @Nullable Entry victim() {
    if (bytes <= maxBytes) {
      return null;
    }
    Entry largest = largestFirst.peek();
    while (largest != null && largest.owner != this) {
      largestFirst.poll();
      largest = largestFirst.peek();
    }
    return largest;
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
