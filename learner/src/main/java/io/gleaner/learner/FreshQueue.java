package io.gleaner.learner;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Images that wait for their first training, in order of arrival, and how many of them a batch
 * takes: its share by the replay ratio, fractions carried over; more while there is too little to
 * replay.
 */
final class FreshQueue {
  private final int batchSize;
  private final double share;
  private final Set<String> ids;
  private double credit;

  FreshQueue(int batchSize, double replayRatio, List<String> ids, double credit) {
    this.batchSize = batchSize;
    this.share = batchSize / (1 + replayRatio);
    this.ids = new LinkedHashSet<>(ids);
    this.credit = credit;
  }

  void add(String id) {
    ids.add(id);
  }

  /** Leaves out an image that is deleted, or trained on by other means. */
  void remove(String id) {
    ids.remove(id);
  }

  int size() {
    return ids.size();
  }

  /**
   * Takes what the next batch gets.
   *
   * @param replayable how many images can be replayed
   */
  List<String> take(int replayable) {
    credit = Math.min(credit + share, batchSize);
    int wanted = Math.max((int) credit, batchSize - replayable);
    int count = Math.min(Math.min(wanted, batchSize), ids.size());
    credit = Math.max(0, credit - count);
    List<String> taken = new ArrayList<>(count);
    Iterator<String> oldest = ids.iterator();
    for (int i = 0; i < count; i++) {
      taken.add(oldest.next());
      oldest.remove();
    }
    return taken;
  }

  List<String> ids() {
    return List.copyOf(ids);
  }

  double credit() {
    return credit;
  }
}
