package io.gleaner.app.experiment;

import io.gleaner.evaluation.Truth;
import java.util.SplittableRandom;

/**
 * Keeps a part of all labels, present and absent, each with the same chance and independently
 * ("random per annotation"; Ben-Baruch et al., Multi-label Classification with Partial Annotations
 * using Class-aware Selective Loss, CVPR 2022, §4).
 */
final class PartialLabels {

  private PartialLabels() {}

  /**
   * Corrupts some images' labels.
   *
   * @param fraction chance of a label to be kept, in (0, 1]
   * @return what is observed; unknown for all other images
   */
  static LabelMatrix keep(LabelMatrix truth, int[] chosen, double fraction, long seed) {
    LabelMatrix observed = new LabelMatrix(truth.images(), truth.classes());
    SplittableRandom random = new SplittableRandom(seed);
    for (int image : chosen) {
      for (int k = 0; k < truth.classes(); k++) {
        boolean kept = random.nextDouble() < fraction;
        observed.set(image, k, kept ? truth.code(image, k) : Truth.UNKNOWN);
      }
    }
    return observed;
  }
}
