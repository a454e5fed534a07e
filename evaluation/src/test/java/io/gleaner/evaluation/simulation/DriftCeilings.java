package io.gleaner.evaluation.simulation;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Prints how often each frequent class is found when it doubles, how often it would be if the
 * detector were told what it cannot know (the share of positives at each score, or the labels
 * themselves), and how often the best possible detector would find it from either.
 */
final class DriftCeilings {
  private static final int BASELINES = 4;
  private static final int FUTURES = 10;
  private static final int RUNS = 400;
  private static final float SURE = 0.999f;

  private DriftCeilings() {}

  public static void main(String[] arguments) throws IOException {
    ScoredImages pool = DriftSetting.corel5k();
    List<DriftSetting> scored = baselines(pool);
    System.out.println(
        "class, prevalence, found from scores, from told shares, from told labels of 40;"
            + " best possible from scores, from labels");
    DriftSetting.frequent(pool).forEach(label -> print(pool, scored, label));
  }

  private static List<DriftSetting> baselines(ScoredImages pool) {
    return DriftSetting.begin(pool, BASELINES, 200);
  }

  private static void print(ScoredImages pool, List<DriftSetting> scored, int label) {
    System.out.printf(
        Locale.ROOT,
        "%s, %.1f %%, %d, %d, %d; %.1f, %.1f%n",
        pool.names().get(label),
        100 * pool.prevalence(label),
        found(scored, label),
        found(baselines(pool.told(label, shares(pool, label))), label),
        found(baselines(pool.told(label, labels(pool, label))), label),
        best(pool, label, shares(pool, label)),
        best(pool, label, labels(pool, label)));
  }

  /** Of as many runs. */
  private static double best(ScoredImages pool, int label, float[] shares) {
    int watched = DriftSetting.frequent(pool).size();
    return BASELINES * FUTURES * new IdealDetector(pool, label, shares).found(watched, RUNS, 7);
  }

  private static int found(List<DriftSetting> settings, int label) {
    return settings.stream()
        .mapToInt(setting -> DriftSetting.found(List.of(setting), label, FUTURES))
        .sum();
  }

  private static float[] labels(ScoredImages pool, int label) {
    float[] column = new float[pool.count()];
    for (int i = 0; i < column.length; i++) {
      column[i] = pool.present(i)[label] ? SURE : 1 - SURE;
    }
    return column;
  }

  /**
   * The share of positives at each score, which never falls as scores rise: isotonic regression by
   * pooling adjacent violators (Ayer et al. 1955) on the very images of the stream.
   */
  static float[] shares(ScoredImages pool, int label) {
    int[] order =
        IntStream.range(0, pool.count())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pool.probabilities(i)[label]))
            .mapToInt(i -> i)
            .toArray();
    double[] sums = new double[order.length];
    int[] counts = new int[order.length];
    int pools = 0;
    for (int image : order) {
      sums[pools] = pool.present(image)[label] ? 1 : 0;
      counts[pools++] = 1;
      while (pools > 1
          && sums[pools - 2] * counts[pools - 1] >= sums[pools - 1] * counts[pools - 2]) {
        pools--;
        sums[pools - 1] += sums[pools];
        counts[pools - 1] += counts[pools];
      }
    }
    float[] column = new float[order.length];
    int next = 0;
    for (int p = 0; p < pools; p++) {
      int[] members = Arrays.copyOfRange(order, next, next + counts[p]);
      for (int image : members) {
        column[image] = (float) (sums[p] / counts[p]);
      }
      next += counts[p];
    }
    return column;
  }
}
