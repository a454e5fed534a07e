package io.gleaner.learner;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Class by class in random order, one image of each, so that every class is drawn equally often
 * however rare it is (Shen, Lin and Huang, Relay Backpropagation for Effective Learning of Deep
 * Convolutional Neural Networks, ECCV 2016, Section 3.3; as the distribution-balanced loss uses
 * it). What class an image has is told by its observed labels and, where nobody said, by its
 * estimates.
 *
 * @param index of the slots that are drawn from
 */
record ClassAware(ClassIndex index) implements Sampler {
  @Override
  public int[] draw(int size, int count, SplittableRandom random) {
    int[] present = IntStream.range(0, index.classes()).filter(k -> index.members(k) > 0).toArray();
    int[] drawn = new int[count];
    int filled = 0;
    boolean found = true;
    while (filled < count && found) {
      found = false;
      for (int i = 0; i < present.length && filled < count; i++) {
        int k = next(present, i, random);
        if (drawOf(k, drawn, filled, random)) {
          filled++;
          found = true;
        }
      }
    }
    fill(drawn, filled, size, random);
    return drawn;
  }

  /** Draws the i-th of a random order (Fisher and Yates). */
  private static int next(int[] order, int i, SplittableRandom random) {
    int other = random.nextInt(i, order.length);
    int chosen = order[other];
    order[other] = order[i];
    order[i] = chosen;
    return chosen;
  }

  /** Draws an image of a class, or says that all of them are in the batch already. */
  private boolean drawOf(int k, int[] drawn, int filled, SplittableRandom random) {
    int members = index.members(k);
    int first = random.nextInt(members);
    // One more than are drawn: if the class has one that is not, it is among them.
    for (int i = 0; i < Math.min(members, filled + 1); i++) {
      int slot = index.member(k, (first + i) % members);
      if (!Sampler.contains(drawn, filled, slot)) {
        drawn[filled] = slot;
        return true;
      }
    }
    return false;
  }

  /** Where no class has given any more: whatever images are left. */
  private static void fill(int[] drawn, int from, int size, SplittableRandom random) {
    for (int filled = from; filled < drawn.length; filled++) {
      int slot = random.nextInt(size);
      while (Sampler.contains(drawn, filled, slot)) {
        slot = (slot + 1) % size;
      }
      drawn[filled] = slot;
    }
  }
}
