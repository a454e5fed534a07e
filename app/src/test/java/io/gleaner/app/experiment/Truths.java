package io.gleaner.app.experiment;

import io.gleaner.evaluation.Truth;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Label matrices for tests. */
final class Truths {

  private Truths() {}

  /** Rows of 1 for present and 0 for absent. */
  static LabelMatrix of(String... rows) {
    LabelMatrix truth = new LabelMatrix(rows.length, rows[0].length());
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < truth.classes(); k++) {
        truth.set(i, k, rows[i].charAt(k) == '1' ? Truth.PRESENT : Truth.ABSENT);
      }
    }
    return truth;
  }

  /** Every entry present with some chance, and at least one an image. */
  static LabelMatrix random(int images, int classes, double chance, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LabelMatrix truth = new LabelMatrix(images, classes);
    for (int i = 0; i < images; i++) {
      int sure = random.nextInt(classes);
      for (int k = 0; k < classes; k++) {
        boolean present = k == sure || random.nextDouble() < chance;
        truth.set(i, k, present ? Truth.PRESENT : Truth.ABSENT);
      }
    }
    return truth;
  }

  static int[] all(LabelMatrix truth) {
    return IntStream.range(0, truth.images()).toArray();
  }
}
