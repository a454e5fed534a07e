package io.gleaner.app.experiment;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Thins a data set out until its classes have a long tail, as VOC-MLT and COCO-MLT were made (Wu et
 * al., Distribution-Balanced Loss, ECCV 2020, supplement). Classes are ranked by how likely they
 * come along with others; the r-th is to have as many images as a Pareto density says; from the
 * first to the last, images of the class are added or taken away until it has. What later classes
 * bring along is not taken back, so the head ends above its number.
 */
final class LongTail {

  /** Of the Pareto distribution that the last class stands at. */
  private static final double LAST_QUANTILE = 0.99;

  private static final double FEWEST = 1;

  private LongTail() {}

  /**
   * How many images each class is to have, by rank: (most − 1)·x^−(α+1) + 1, x evenly from 1 to the
   * 99 % quantile.
   *
   * @param most images of the first class
   */
  static int[] targets(int classes, double alpha, int most) {
    double last = Math.pow(1 - LAST_QUANTILE, -1 / alpha);
    int[] targets = new int[classes];
    for (int r = 0; r < classes; r++) {
      double x = classes == 1 ? 1 : 1 + (last - 1) * r / (classes - 1);
      targets[r] = (int) ((most - FEWEST) * Math.pow(x, -(alpha + 1)) + FEWEST);
    }
    return targets;
  }

  /**
   * Chooses images.
   *
   * @param candidates images to choose from
   * @param alpha α of the Pareto distribution, 6 as published
   * @param most images of the first class; 1,200 for COCO-MLT, 800 for VOC-MLT
   * @return ascending
   */
  static int[] choose(LabelMatrix truth, int[] candidates, double alpha, int most, long seed) {
    int[] targets = targets(truth.classes(), alpha, most);
    int[] ranked = ranked(truth, candidates);
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Integer> chosen = new TreeSet<>();
    for (int r = 0; r < ranked.length; r++) {
      int label = ranked[r];
      int[] inside = withClass(truth, candidates, label, chosen, true);
      int missing = targets[r] - inside.length;
      if (missing < 0) {
        draw(inside, -missing, random).forEach(chosen::remove);
      } else {
        int[] outside = withClass(truth, candidates, label, chosen, false);
        draw(outside, Math.min(missing, outside.length), random).forEach(chosen::add);
      }
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Classes by Σᵢ P(class | class i), the largest first. */
  private static int[] ranked(LabelMatrix truth, int[] candidates) {
    int classes = truth.classes();
    double[][] together = new double[classes][classes];
    for (int image : candidates) {
      for (int i = 0; i < classes; i++) {
        for (int k = 0; truth.present(image, i) && k < classes; k++) {
          together[i][k] += truth.present(image, k) ? 1 : 0;
        }
      }
    }
    double[] chance = new double[classes];
    for (int i = 0; i < classes; i++) {
      for (int k = 0; together[i][i] > 0 && k < classes; k++) {
        chance[k] += together[i][k] / together[i][i];
      }
    }
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> -chance[k]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] withClass(
      LabelMatrix truth, int[] candidates, int label, Set<Integer> chosen, boolean inside) {
    return Arrays.stream(candidates)
        .filter(image -> truth.present(image, label) && chosen.contains(image) == inside)
        .toArray();
  }

  private static IntStream draw(int[] from, int count, SplittableRandom random) {
    int[] shuffled = Shuffle.of(from, random);
    return Arrays.stream(shuffled, 0, count);
  }
}
