package io.gleaner.learner;

import io.gleaner.learner.Reservoir.Entry;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the images with the smallest hash of their id under a seed (bottom-k sampling; Cohen and
 * Kaplan, Summarizing Data using Bottom-k Sketches, 2007). Every image ever offered is equally
 * likely to be kept, whatever the order and however often it comes, and there is no counter to
 * lose.
 */
final class UniformRetention implements Retention {
  /** Largest hash first. */
  static final Comparator<Entry> LARGEST_FIRST =
      Comparator.comparingLong((Entry entry) -> entry.priority).reversed();

  // Removed entries leave the heap when they surface, or when they outnumber the rest.
  private static final int SLACK = 1_024;

  private final PriorityQueue<Entry> largestFirst = new PriorityQueue<>(LARGEST_FIRST);

  @Override
  public void added(Entry entry, Reservoir reservoir) {
    largestFirst.add(entry);
  }

  @Override
  public void removed(List<Entry> left) {
    if (largestFirst.size() > 2 * left.size() + SLACK) {
      largestFirst.clear();
      largestFirst.addAll(left);
    }
  }

  @Override
  public @Nullable Entry victim(Reservoir reservoir) {
    Entry largest = largestFirst.peek();
    while (largest != null && !reservoir.holds(largest)) {
      largestFirst.poll();
      largest = largestFirst.peek();
    }
    return largest;
  }
}
