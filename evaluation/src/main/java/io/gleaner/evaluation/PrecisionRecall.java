package io.gleaner.evaluation;

/**
 * How well decisions, present or not, match what is known. CP, CR and CF1 average over classes; OP,
 * OR and OF1 count all entries together. Precision where nothing was predicted is 0.
 *
 * <p>Two definitions of CF1 are in use: {@link #cf1OfMeans} is the harmonic mean of CP and CR (as
 * ML-GCN and most who compare with it), {@link #cf1MeanOfClasses} the mean of the classes' F1 (as
 * ASL's code). They differ by several points.
 */
public final class PrecisionRecall {
  private final long[] hits;
  private final long[] predicted;
  private final long[] positives;

  private PrecisionRecall(int classes) {
    hits = new long[classes];
    predicted = new long[classes];
    positives = new long[classes];
  }

  /**
   * Decides by one threshold for all classes.
   *
   * @param threshold an entry counts as predicted when its score is not below
   */
  public static PrecisionRecall atThreshold(ScoredLabels scored, float threshold) {
    float[] thresholds = new float[scored.classes()];
    java.util.Arrays.fill(thresholds, threshold);
    return atThresholds(scored, thresholds);
  }

  /**
   * Decides by a threshold a class.
   *
   * @param thresholds K; an entry counts as predicted when its score is not below
   */
  public static PrecisionRecall atThresholds(ScoredLabels scored, float[] thresholds) {
    PrecisionRecall counts = new PrecisionRecall(scored.classes());
    for (int i = 0; i < scored.images(); i++) {
      float[] scores = scored.scores(i);
      byte[] truth = scored.truth(i);
      for (int k = 0; k < scores.length; k++) {
        counts.add(k, truth[k], scores[k] >= thresholds[k]);
      }
    }
    return counts;
  }

  /**
   * Predicts the best-scored classes of each image.
   *
   * @param count how many, of the known ones; the lower class index goes first among equals
   * @param floor those below it are not predicted even so; {@code Float.NEGATIVE_INFINITY} for none
   */
  public static PrecisionRecall atTop(ScoredLabels scored, int count, float floor) {
    PrecisionRecall counts = new PrecisionRecall(scored.classes());
    boolean[] chosen = new boolean[scored.classes()];
    for (int i = 0; i < scored.images(); i++) {
      float[] scores = scored.scores(i);
      byte[] truth = scored.truth(i);
      Top.choose(scores, truth, count, chosen);
      for (int k = 0; k < scores.length; k++) {
        counts.add(k, truth[k], chosen[k] && scores[k] >= floor);
      }
    }
    return counts;
  }

  private void add(int label, byte truth, boolean predictedPresent) {
    if (truth == Truth.UNKNOWN) {
      return;
    }
    boolean present = truth == Truth.PRESENT;
    positives[label] += present ? 1 : 0;
    predicted[label] += predictedPresent ? 1 : 0;
    hits[label] += present && predictedPresent ? 1 : 0;
  }

  /** Mean of all classes' precisions. */
  public double cp() {
    double sum = 0;
    for (int k = 0; k < hits.length; k++) {
      sum += precision(hits[k], predicted[k]);
    }
    return sum / hits.length;
  }

  /** Mean recall of the classes that have positives; NaN when none has. */
  public double cr() {
    double sum = 0;
    for (int k = 0; k < hits.length; k++) {
      sum += positives[k] == 0 ? 0 : (double) hits[k] / positives[k];
    }
    return sum / classesWithPositives();
  }

  /** 2·CP·CR / (CP + CR); NaN when no class has positives. */
  public double cf1OfMeans() {
    double cp = cp();
    double cr = cr();
    return cp + cr == 0 ? 0 : 2 * cp * cr / (cp + cr);
  }

  /** Mean F1 of the classes that have positives or predictions; NaN when none has. */
  public double cf1MeanOfClasses() {
    double[] f1 = new double[hits.length];
    for (int k = 0; k < f1.length; k++) {
      f1[k] = f1(hits[k], predicted[k], positives[k]);
    }
    return Means.ofNumbers(f1);
  }

  /** Precision of all entries together. */
  public double op() {
    return precision(sum(hits), sum(predicted));
  }

  /** Recall of all entries together; NaN when none is present. */
  public double or() {
    return (double) sum(hits) / sum(positives);
  }

  /** F1 of all entries together; NaN when none is present nor predicted. */
  public double of1() {
    return f1(sum(hits), sum(predicted), sum(positives));
  }

  public int classes() {
    return hits.length;
  }

  /** Over how many classes {@link #cr} is taken. */
  public int classesWithPositives() {
    int count = 0;
    for (long positive : positives) {
      count += positive > 0 ? 1 : 0;
    }
    return count;
  }

  private static double precision(long hits, long predicted) {
    return predicted == 0 ? 0 : (double) hits / predicted;
  }

  private static double f1(long hits, long predicted, long positives) {
    return 2.0 * hits / (predicted + positives);
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
