package io.gleaner.evaluation.simulation;

import java.util.SplittableRandom;

/**
 * Which one of an image's labels its annotator gave. By size: objects have sizes, log-normal, that
 * differ as much between classes as within, and one is named with a chance in proportion (the size
 * bias of Arroyo et al., Understanding Label Bias in Single Positive Multi-Label Learning, 2023;
 * the sizes are drawn, the data has none).
 */
public enum SinglePositives {
  UNIFORM(0),
  SIZE_BIASED(1);

  private final double spread;

  SinglePositives(double spread) {
    this.spread = spread;
  }

  /** A row of flags an image, at most one of them set. */
  boolean[][] draw(LabelledFeatures images, SplittableRandom random) {
    int classes = images.names().size();
    double[] sizes = new double[classes];
    for (int k = 0; k < classes; k++) {
      sizes[k] = spread * random.nextGaussian();
    }
    boolean[][] given = new boolean[images.images()][classes];
    for (int i = 0; i < given.length; i++) {
      int named = name(images.present(i), sizes, random);
      if (named >= 0) {
        given[i][named] = true;
      }
    }
    return given;
  }

  /** The largest after Gumbel noise: a draw in proportion to size. */
  private int name(boolean[] present, double[] sizes, SplittableRandom random) {
    int named = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < present.length; k++) {
      if (present[k]) {
        double gumbel = -Math.log(-Math.log(random.nextDouble(1e-12, 1)));
        double size = sizes[k] + spread * random.nextGaussian() + gumbel;
        if (size > most) {
          most = size;
          named = k;
        }
      }
    }
    return named;
  }
}
