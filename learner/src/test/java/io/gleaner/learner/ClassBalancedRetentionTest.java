package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.learner.Reservoir.Entry;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClassBalancedRetentionTest {
  private static final int CLASSES = 6;
  private static final int CAPACITY = 60;

  private final ClassIndex index = new ClassIndex(CLASSES);
  private final Reservoir reservoir =
      new Reservoir(CAPACITY, new ClassBalancedRetention(index), index);

  private void offer(String id, int... classes) {
    Entry entry = new Entry(id, Seeds.hash(1, id), 1);
    entry.classes = classes;
    reservoir.add(entry);
    for (Entry victim = reservoir.victim(); victim != null; victim = reservoir.victim()) {
      reservoir.remove(victim);
    }
  }

  private int[] members() {
    int[] members = new int[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      members[k] = index.members(k);
    }
    return members;
  }

  @Test
  @DisplayName("a stream of one class after the other, half as many each time: all are kept alike")
  void shouldKeepClassesAlike() {
    for (int k = 0; k < CLASSES; k++) {
      for (int i = 0; i < 1_000 >> k; i++) {
        offer("c" + k + "-" + i, k);
      }
    }
    assertThat(reservoir.size()).isEqualTo(CAPACITY);
    for (int kept : members()) {
      assertThat(kept).isEqualTo(10);
    }
  }

  @Test
  @DisplayName("a class that fits is kept whole")
  void shouldKeepRareClassesWhole() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 3_000; i++) {
      offer("i" + i, i % 1_000 == 500 ? 5 : random.nextInt(2));
    }
    assertThat(index.members(5)).isEqualTo(3);
  }

  @Test
  @DisplayName("of the largest class those go first that show no rare class beside it")
  void shouldSpareImagesWithRareClasses() {
    for (int i = 0; i < 2_000; i++) {
      if (i % 100 == 0) {
        offer("both" + i, 0, 4);
      } else {
        offer("one" + i, 0);
      }
    }
    assertThat(index.members(4)).isGreaterThanOrEqualTo(15);
    assertThat(reservoir.size()).isEqualTo(CAPACITY);
  }

  @Test
  @DisplayName("which images of a class are kept does not depend on when they came")
  void shouldKeepEarlyAndLateArrivalsAlike() {
    for (int i = 0; i < 10_000; i++) {
      offer("i" + i, i % 2);
    }
    int early = 0;
    for (int slot = 0; slot < reservoir.size(); slot++) {
      early += Integer.parseInt(reservoir.entry(slot).id.substring(1)) < 5_000 ? 1 : 0;
    }
    // 30 of 60, standard deviation 3.9: five of them either way.
    assertThat(early).isBetween(10, 50);
  }

  @Test
  @DisplayName("an image that lost and regained its class is given up once, and counts are right")
  void shouldFollowChangingLabels() {
    for (int i = 0; i < CAPACITY; i++) {
      offer("i" + i, i % 3);
    }
    for (int round = 0; round < 200; round++) {
      Entry entry = reservoir.entry(round % CAPACITY);
      int[] before = entry.classes;
      reservoir.relabel(entry, new int[] {3, 4});
      reservoir.relabel(entry, before);
    }
    for (int i = 0; i < 200; i++) {
      offer("n" + i, i % 3);
      assertThat(reservoir.size()).isEqualTo(CAPACITY);
    }
    assertThat(members()).containsExactly(20, 20, 20, 0, 0, 0);
  }
}
