package io.gleaner.app.experiment;

import io.gleaner.evaluation.Truth;
import java.util.SplittableRandom;

/**
 * Keeps one positive label of an image and nothing else (Cole et al., Multi-Label Learning from
 * Single Positive Labels, CVPR 2021, §4.1): uniformly, or in proportion to how large things are
 * (Arroyo et al., Understanding Label Bias in Single Positive Multi-Label Learning, 2023).
 */
final class SinglePositives {

  private SinglePositives() {}

  /**
   * Corrupts some images' labels, once, before any training.
   *
   * @param chosen images, each with at least one positive
   * @return what is observed; unknown for all other images
   */
  static LabelMatrix uniform(LabelMatrix truth, int[] chosen, long seed) {
    LabelMatrix observed = new LabelMatrix(truth.images(), truth.classes());
    SplittableRandom random = new SplittableRandom(seed);
    for (int image : chosen) {
      int left = random.nextInt(truth.positives(image));
      for (int k = 0; k < truth.classes(); k++) {
        if (truth.present(image, k) && left-- == 0) {
          observed.set(image, k, Truth.PRESENT);
        }
      }
    }
    return observed;
  }

  /** As {@link #uniform}, each positive in proportion to its size. */
  static LabelMatrix bySize(LabelledImages images, int[] chosen, long seed) {
    LabelMatrix truth = images.truth();
    LabelMatrix observed = new LabelMatrix(truth.images(), truth.classes());
    SplittableRandom random = new SplittableRandom(seed);
    for (int image : chosen) {
      observed.set(image, draw(images.sizes(image), random.nextDouble()), Truth.PRESENT);
    }
    return observed;
  }

  private static int draw(float[] weights, double uniform) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    double left = uniform * sum;
    int last = -1;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        last = k;
        left -= weights[k];
        if (left < 0) {
          return k;
        }
      }
    }
    return last; // rounding
  }
}
