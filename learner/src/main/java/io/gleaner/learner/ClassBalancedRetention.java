package io.gleaner.learner;

import io.gleaner.learner.Reservoir.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rare classes: the class that most images show gives one up. That is class-balancing
 * reservoir sampling (Chrysakis and Moens, Online Continual Learning from Imbalanced Data, ICML
 * 2020), for several labels an image as the partitioning reservoir does it (Kim, Jeong and Kim,
 * Imbalanced Continual Learning with Partitioning Reservoir Sampling, ECCV 2020, with allocation
 * power ρ = 0): of some candidates of that class the one goes that costs the rarer classes least.
 *
 * <p>Unlike there, candidates are those with the largest hash of their id and not random ones, so
 * that which images are kept of a class does not depend on when they came, nor on a counter that
 * would have to be saved; and labels are those of now, as estimates change them.
 */
final class ClassBalancedRetention implements Retention {
  // Those that are spared stay among the candidates, so there must be room for them.
  private static final int CANDIDATES = 64;
  private static final int SLACK = 64;

  private final ClassIndex index;
  private final List<PriorityQueue<Entry>> largestFirst = new ArrayList<>();

  ClassBalancedRetention(ClassIndex index) {
    this.index = index;
    for (int k = 0; k < index.classes(); k++) {
      largestFirst.add(new PriorityQueue<>(UniformRetention.LARGEST_FIRST));
    }
  }

  @Override
  public void added(Entry entry, Reservoir reservoir) {
    for (int k : entry.classes) {
      PriorityQueue<Entry> heap = largestFirst.get(k);
      heap.add(entry);
      if (heap.size() > 2 * index.members(k) + SLACK) {
        discardStale(k, heap, reservoir);
      }
    }
  }

  // An entry that left, or came twice as it lost the class and got it back.
  private static void discardStale(int k, PriorityQueue<Entry> heap, Reservoir reservoir) {
    List<Entry> valid =
        heap.stream().filter(entry -> isMember(entry, k, reservoir)).distinct().toList();
    heap.clear();
    heap.addAll(valid);
  }

  private static boolean isMember(Entry entry, int k, Reservoir reservoir) {
    return reservoir.holds(entry) && Arrays.binarySearch(entry.classes, k) >= 0;
  }

  @Override
  public void removed(List<Entry> left) {}

  @Override
  public @Nullable Entry victim(Reservoir reservoir) {
    PriorityQueue<Entry> heap = largestFirst.get(largestClass());
    List<Entry> candidates = candidates(largestClass(), heap, reservoir);
    heap.addAll(candidates);
    Entry best = null;
    for (Entry candidate : candidates) {
      if (best == null || scarcest(candidate) > scarcest(best)) {
        best = candidate;
      }
    }
    return best;
  }

  private int largestClass() {
    int largest = 0;
    for (int k = 1; k < index.classes(); k++) {
      if (index.members(k) > index.members(largest)) {
        largest = k;
      }
    }
    return largest;
  }

  private static List<Entry> candidates(int k, PriorityQueue<Entry> heap, Reservoir reservoir) {
    List<Entry> candidates = new ArrayList<>(CANDIDATES);
    while (candidates.size() < CANDIDATES && !heap.isEmpty()) {
      Entry entry = heap.remove();
      boolean again = !candidates.isEmpty() && candidates.get(candidates.size() - 1) == entry;
      if (isMember(entry, k, reservoir) && !again) {
        candidates.add(entry);
      }
    }
    return candidates;
  }

  /** How many images show the rarest of an image's classes. */
  private int scarcest(Entry entry) {
    return Arrays.stream(entry.classes).map(index::members).min().orElse(0);
  }
}
