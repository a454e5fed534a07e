package io.gleaner.objective;

import java.util.Arrays;
import java.util.Random;

/** Random batches of the kinds that objectives meet. */
final class Batches {
  private Batches() {}

  /** Which labels are known. */
  enum Mask {
    ANY,
    ALL_KNOWN,
    ALL_UNKNOWN,
    SINGLE_POSITIVE,
    ALL_PRESENT_ROW,
    ALL_ABSENT_ROW
  }

  /** Logits are normal with the given width. */
  static LabelBatch random(long seed, int size, int classes, Mask mask, double width) {
    Random random = new Random(seed);
    LabelBatch batch = new LabelBatch(size, classes);
    batch.epoch(1 + random.nextInt(9));
    for (int i = 0; i < batch.entries(); i++) {
      batch.logits()[i] = random.nextGaussian() * width;
      batch.estimates()[i] = random.nextDouble();
      batch.observed()[i] = label(random, mask);
      batch.pseudo()[i] = (byte) random.nextInt(3);
    }
    for (int b = 0; b < size && mask == Mask.SINGLE_POSITIVE; b++) {
      batch.observed()[b * classes + random.nextInt(classes)] = LabelBatch.PRESENT;
    }
    if (mask == Mask.ALL_PRESENT_ROW || mask == Mask.ALL_ABSENT_ROW) {
      byte code = mask == Mask.ALL_PRESENT_ROW ? LabelBatch.PRESENT : LabelBatch.ABSENT;
      Arrays.fill(batch.observed(), 0, classes, code);
    }
    return batch;
  }

  private static byte label(Random random, Mask mask) {
    return switch (mask) {
      case ALL_KNOWN -> (byte) (1 + random.nextInt(2));
      case ALL_UNKNOWN, SINGLE_POSITIVE -> LabelBatch.UNKNOWN;
      default -> (byte) random.nextInt(3);
    };
  }
}
