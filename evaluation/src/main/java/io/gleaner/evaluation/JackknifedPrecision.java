package io.gleaner.evaluation;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Average precision of images whose labels are known, with the interval that other images of the
 * same kind would give: images are dealt into 20 groups, each is left out once, and the spread of
 * what remains gives the variance (delete-a-group jackknife, Kott 2001; Student's quantile with 19
 * degrees of freedom). Of fewer than 40 images nothing is said but [0, 1].
 *
 * <p>One sort a class; leaving groups out costs 20 additions a positive on top.
 */
public final class JackknifedPrecision {
  private static final int GROUPS = 20;
  private static final int LEAST_IMAGES = 2 * GROUPS;

  /** Student's 97.5 % point with {@code GROUPS − 1} degrees of freedom. */
  private static final double QUANTILE = 2.093;

  /** Micro average precision ranks at most so many entries: those of every n-th image. */
  private static final int MOST_ENTRIES = 1 << 22;

  private final ScoredLabels scored;
  private final Deleted[] classes;

  private JackknifedPrecision(ScoredLabels scored) {
    this.scored = scored;
    this.classes = new Deleted[scored.classes()];
    for (int k = 0; k < classes.length; k++) {
      classes[k] = ofClass(scored, k);
    }
  }

  /** Ranks every class once. */
  public static JackknifedPrecision of(ScoredLabels scored) {
    return new JackknifedPrecision(scored);
  }

  /** Mean over the classes that have positives. */
  public Figure macro() {
    return macro(k -> true);
  }

  /** The same over some classes, e.g. the tail's. */
  public Figure macro(IntPredicate which) {
    double[] means = new double[GROUPS + 1];
    for (int g = 0; g <= GROUPS; g++) {
      double[] values = new double[classes.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = which.test(k) ? classes[k].precision[g] : Double.NaN;
      }
      means[g] = Means.ofNumbers(values);
    }
    return figure(means, positives(which));
  }

  /** One class. */
  public Figure ofClass(int label) {
    return figure(classes[label].precision, classes[label].positives);
  }

  /** All entries in one ranking. */
  public Figure micro() {
    int images = scored.images();
    long entries = (long) images * scored.classes();
    int stride = (int) Math.max(1, (entries + MOST_ENTRIES - 1) / MOST_ENTRIES);
    long[] keys = new long[(images + stride - 1) / stride * scored.classes()];
    int count = 0;
    for (int i = 0; i < images; i += stride) {
      int group = i / stride % GROUPS;
      for (int k = 0; k < scored.classes(); k++) {
        count = append(keys, count, scored.scores(i)[k], scored.truth(i)[k], group);
      }
    }
    Deleted all = Deleted.of(keys, count);
    return figure(all.precision, all.positives);
  }

  private long positives(IntPredicate which) {
    long sum = 0;
    for (int k = 0; k < classes.length; k++) {
      sum += which.test(k) ? classes[k].positives : 0;
    }
    return sum;
  }

  private static Deleted ofClass(ScoredLabels scored, int label) {
    long[] keys = new long[scored.images()];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      count = append(keys, count, scored.scores(i)[label], scored.truth(i)[label], i % GROUPS);
    }
    return Deleted.of(keys, count);
  }

  /** An entry is one long that orders like its score, and holds its group and whether present. */
  private static int append(long[] keys, int count, float score, byte truth, int group) {
    if (truth == Truth.UNKNOWN) {
      return count;
    }
    int bits = Float.floatToIntBits(score + 0.0f);
    int ordered = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
    keys[count] = (long) ordered << 32 | (long) group << 1 | (truth == Truth.PRESENT ? 1 : 0);
    return count + 1;
  }

  private Figure figure(double[] values, long support) {
    double value = values[GROUPS];
    if (Double.isNaN(value)) {
      return new Figure.Unknown(
          "no holdout image is known to show any of these classes; submit some with role HOLDOUT");
    }
    double half = scored.images() < LEAST_IMAGES ? 1 : QUANTILE * Math.sqrt(variance(values));
    return new Figure.Known(Math.max(0, value - half), value, Math.min(1, value + half), support);
  }

  private static double variance(double[] values) {
    double[] deleted = Arrays.copyOf(values, GROUPS);
    double mean = Means.ofNumbers(deleted);
    double squares = 0;
    int count = 0;
    for (double one : deleted) {
      if (!Double.isNaN(one)) {
        squares += (one - mean) * (one - mean);
        count++;
      }
    }
    // one group holds all positives: as unsure as can be
    return count < 2 ? 1 : squares * (count - 1) / count;
  }

  /** One ranking's average precision, each group left out in turn, and of all at the end. */
  private static final class Deleted {
    private final double[] precision = new double[GROUPS + 1];
    private final int[] predicted = new int[GROUPS];
    private final int[] hits = new int[GROUPS];
    private final int[] before = new int[GROUPS + 1];
    private int positives;

    static Deleted of(long[] keys, int count) {
      Arrays.sort(keys, 0, count);
      Deleted ranking = new Deleted();
      for (int i = count - 1; i >= 0; ) {
        long score = keys[i] >> 32;
        int hitsBefore = ranking.positives;
        while (i >= 0 && keys[i] >> 32 == score) {
          ranking.take(keys[i]);
          i--;
        }
        if (ranking.positives > hitsBefore) {
          ranking.close(count - 1 - i);
        }
      }
      ranking.divide();
      return ranking;
    }

    private void take(long key) {
      int group = (int) (key >> 1 & 0x1F);
      predicted[group]++;
      if ((key & 1) != 0) {
        hits[group]++;
        positives++;
      }
    }

    /** One distinct score: Σ (Rᵢ − Rᵢ₋₁)·Pᵢ, as {@link AveragePrecision}. */
    private void close(int all) {
      for (int g = 0; g <= GROUPS; g++) {
        int found = g == GROUPS ? positives : positives - hits[g];
        int shown = g == GROUPS ? all : all - predicted[g];
        if (found > before[g]) {
          precision[g] += (double) (found - before[g]) * found / shown;
          before[g] = found;
        }
      }
    }

    private void divide() {
      for (int g = 0; g <= GROUPS; g++) {
        precision[g] = before[g] == 0 ? Double.NaN : precision[g] / before[g];
      }
    }
  }
}
