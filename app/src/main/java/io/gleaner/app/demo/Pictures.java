package io.gleaner.app.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The demo's data set: pictures with about three figures each out of twenty, whose frequencies have
 * a long tail. Picture i depends on the seed and i alone, so any part can be drawn in any order.
 */
final class Pictures {

  /** Every tenth picture is fully labelled holdout. */
  private static final int HOLDOUT_EVERY = 10;

  /** Chance of 1, 2, ... 5 different figures on a picture; 3 on average. */
  private static final double[] COUNTS = {0.1, 0.25, 0.3, 0.25, 0.1};

  /** Frequency of class k before drawing without replacement: (k + 3)^-TAIL. */
  private static final double TAIL = 0.9;

  private static final int TAIL_OFFSET = 3;

  private static final List<Figure> FIGURES = List.of(Figure.values());
  private static final double[] FREQUENCIES = frequencies();

  private final long seed;

  Pictures(long seed) {
    this.seed = seed;
  }

  /** Class names in label-space order. */
  static List<String> classNames() {
    return FIGURES.stream().map(Figure::label).toList();
  }

  /**
   * Draws one.
   *
   * @param number i, 0 or more
   */
  Picture draw(int number) {
    SplittableRandom random = new SplittableRandom(mix(seed, number));
    List<Figure> figures = choose(random);
    Figure kept = figures.get(random.nextInt(figures.size()));
    JpegFile file = JpegFile.of(new Canvas(random).paint(figures));
    return new Picture(number, file, EnumSet.copyOf(figures), kept, isHoldout(number));
  }

  /** What is on picture i, without drawing it. */
  Set<Figure> figures(int number) {
    return EnumSet.copyOf(choose(new SplittableRandom(mix(seed, number))));
  }

  static boolean isHoldout(int number) {
    return number % HOLDOUT_EVERY == HOLDOUT_EVERY - 1;
  }

  private static List<Figure> choose(RandomGenerator random) {
    int count = 1 + pick(COUNTS, random);
    double[] left = FREQUENCIES.clone();
    List<Figure> chosen = new ArrayList<>(count);
    while (chosen.size() < count) {
      int k = pick(left, random);
      left[k] = 0;
      chosen.add(FIGURES.get(k));
    }
    return chosen;
  }

  private static int pick(double[] weights, RandomGenerator random) {
    double at = random.nextDouble() * Arrays.stream(weights).sum();
    for (int k = 0; k < weights.length - 1; k++) {
      at -= weights[k];
      if (at < 0) {
        return k;
      }
    }
    return weights.length - 1;
  }

  private static double[] frequencies() {
    double[] frequencies = new double[FIGURES.size()];
    for (int k = 0; k < frequencies.length; k++) {
      frequencies[k] = Math.pow(k + TAIL_OFFSET, -TAIL);
    }
    return frequencies;
  }

  /** Spreads neighbouring numbers over the whole range (the finaliser of SplitMix64). */
  private static long mix(long seed, long number) {
    long z = seed * 0x9E3779B97F4A7C15L + number;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
