package io.gleaner.learner;

import java.util.Arrays;
import java.util.List;

/**
 * Class priors as running soft counts: how often each class is there, by the estimates of the
 * images trained on. At first κ/K, as heavy as {@link #WEIGHT} images; images further back than
 * {@link #HORIZON} fade.
 */
final class RunningPriors {
  private static final double WEIGHT = 256;
  private static final double HORIZON = 16_384;
  private static final double LEAST = 1e-4;
  private static final double MOST = 0.5;

  private final double[] means;
  private double images;

  private RunningPriors(double[] means, double images) {
    this.means = means;
    this.images = images;
  }

  /** κ/K for every class. */
  static RunningPriors uniform(int classes, double kappa) {
    double[] means = new double[classes];
    Arrays.fill(means, clamp(kappa / classes));
    return new RunningPriors(means, WEIGHT);
  }

  /**
   * Continues from {@link #means()} and {@link #images()}.
   *
   * @param start gives the classes that have come since
   */
  static RunningPriors resume(List<Double> means, double images, RunningPriors start) {
    double[] resumed = start.means.clone();
    for (int k = 0; k < means.size(); k++) {
      resumed[k] = means.get(k);
    }
    return new RunningPriors(resumed, images);
  }

  /**
   * Counts one image.
   *
   * @param estimates probabilities, row-major; the image's begin at {@code from}
   */
  void add(double[] estimates, int from) {
    images = Math.min(images + 1, HORIZON);
    double part = 1 / images;
    for (int k = 0; k < means.length; k++) {
      means[k] += part * (estimates[from + k] - means[k]);
    }
  }

  /** Probabilities a row can start from, neither 0 nor above one half. */
  float[] priors() {
    float[] priors = new float[means.length];
    for (int k = 0; k < priors.length; k++) {
      priors[k] = (float) clamp(means[k]);
    }
    return priors;
  }

  private static double clamp(double probability) {
    return Math.max(LEAST, Math.min(MOST, probability));
  }

  List<Double> means() {
    return Arrays.stream(means).boxed().toList();
  }

  double images() {
    return images;
  }
}
