package io.gleaner.estimator;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Draws a share of the images that arrive and one class of each, every class equally likely,
 * whatever is known or believed of it. So every entry has the same chance, which makes the answers
 * stand for the rest. The draw follows from the image's id: a replay asks the same.
 */
final class RandomAudit {

  /** Keeps these draws apart from the rounding, which is seeded by the same hash. */
  private static final long SALT = 0x6175646974L;

  private RandomAudit() {}

  /**
   * The question about an image's class that was drawn, or null if the image was not.
   *
   * @param arrival the image's first scores, of every class that can be drawn
   * @param chance in [0, 1], with which an image is drawn
   */
  static @Nullable Question draw(ImageId image, Arrival arrival, double chance) {
    SplittableRandom random = new SplittableRandom(image.hash() ^ SALT);
    if (!(random.nextDouble() < chance)) {
      return null;
    }
    int classes = arrival.logits().length;
    int drawn = random.nextInt(classes);
    return new Question(drawn, 0, Estimates.probability(arrival.logits()[drawn]), chance / classes);
  }
}
