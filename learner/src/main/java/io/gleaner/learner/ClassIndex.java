package io.gleaner.learner;

import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which slots of a reservoir hold images of each class, as compressed bitmaps: a few bytes for each
 * image and class, and its i-th member in logarithmic time whatever the order it came about in. An
 * image without any class is a member of one more, the last.
 */
final class ClassIndex {
  private final List<RoaringBitmap> slots = new ArrayList<>();
  private final int[] members;

  ClassIndex(int classes) {
    for (int k = 0; k <= classes; k++) {
      slots.add(new RoaringBitmap());
    }
    this.members = new int[slots.size()];
  }

  /** How many classes there are, that of images without any included. */
  int classes() {
    return slots.size();
  }

  /** Notes an image that was not in this slot before. */
  void add(int slot, int[] classes) {
    for (int k : classes) {
      slots.get(k).add(slot);
      members[k]++;
    }
  }

  /** Forgets an image, of the classes it was added with. */
  void remove(int slot, int[] classes) {
    for (int k : classes) {
      slots.get(k).remove(slot);
      members[k]--;
    }
  }

  /** How many images a class has. */
  int members(int k) {
    return members[k];
  }

  /** The slot of a class's i-th image, by slot. */
  int member(int k, int i) {
    return slots.get(k).select(i);
  }
}
