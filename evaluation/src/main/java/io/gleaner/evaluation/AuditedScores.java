package io.gleaner.evaluation;

import java.util.Arrays;

/**
 * What a stream's average precision is estimated from when only random audits say what is true: per
 * class the scores of all images, and the audited entries weighted by how rarely their like is
 * drawn (Horvitz and Thompson 1952). Constant memory (5 · 242 doubles a class), mergeable over
 * partitions, with fading. Not thread-safe.
 *
 * <p>Only entries that a random draw chose go in, each with the chance it had. What annotators
 * chose to say, or were asked because a model was unsure, has no known chance and stays out: no
 * weight would make it stand for the rest.
 */
public final class AuditedScores {
  /** Weights are scaled back long before their squares overflow. */
  private static final double MAX_WEIGHT = 0x1p250;

  private final int classes;
  private final double[] images;
  private final double[] audited;
  private final double[] present;
  private final double[] auditedVariance;
  private final double[] presentVariance;
  private double weight = 1;
  private long audits;
  private long auditsPresent;

  /**
   * Starts empty.
   *
   * @param classes K, at least 1
   */
  public AuditedScores(int classes) {
    this.classes = classes;
    this.images = new double[classes * ScoreBins.COUNT];
    this.audited = new double[images.length];
    this.present = new double[images.length];
    this.auditedVariance = new double[images.length];
    this.presentVariance = new double[images.length];
  }

  /**
   * Adds one image's scores, whether any of its entries is audited or not.
   *
   * @param probabilities K, in [0, 1]
   */
  public void scored(float[] probabilities) {
    if (probabilities.length != classes) {
      throw new IllegalArgumentException(
          "expected %d classes, got %d scores".formatted(classes, probabilities.length));
    }
    for (int k = 0; k < classes; k++) {
      images[k * ScoreBins.COUNT + ScoreBins.of(probabilities[k])] += weight;
    }
  }

  /**
   * Adds an entry that was drawn at random, of an image that was added with the same score.
   *
   * @param label class index
   * @param probability the score it was added with
   * @param truth {@link Truth#PRESENT} or {@link Truth#ABSENT}
   * @param propensity the chance with which the entry was drawn, in (0, 1]
   */
  public void audited(int label, float probability, byte truth, double propensity) {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("propensity " + propensity + " is not in (0, 1]");
    }
    if (truth == Truth.UNKNOWN) {
      throw new IllegalArgumentException("an audit that says nothing is no audit");
    }
    int bin = label * ScoreBins.COUNT + ScoreBins.of(probability);
    double share = weight / propensity;
    double variance = share * share * (1 - propensity);
    audited[bin] += share;
    auditedVariance[bin] += variance;
    audits++;
    if (truth == Truth.PRESENT) {
      present[bin] += share;
      presentVariance[bin] += variance;
      auditsPresent++;
    }
  }

  /**
   * Makes everything added so far weigh less.
   *
   * @param factor in (0, 1]
   */
  public void fade(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("fading factor " + factor + " is not in (0, 1]");
    }
    weight /= factor;
    if (weight > MAX_WEIGHT) {
      rescale();
    }
  }

  /** Makes new entries weigh 1 again and old ones as much less. */
  private void rescale() {
    for (int i = 0; i < images.length; i++) {
      images[i] /= weight;
      audited[i] /= weight;
      present[i] /= weight;
      auditedVariance[i] /= weight * weight;
      presentVariance[i] /= weight * weight;
    }
    weight = 1;
  }

  /** Adds what another one of as many classes has seen, both as they weigh now. */
  public void merge(AuditedScores other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "cannot merge %d classes into %d".formatted(other.classes, classes));
    }
    double ratio = weight / other.weight;
    for (int i = 0; i < images.length; i++) {
      images[i] += other.images[i] * ratio;
      audited[i] += other.audited[i] * ratio;
      present[i] += other.present[i] * ratio;
      auditedVariance[i] += other.auditedVariance[i] * ratio * ratio;
      presentVariance[i] += other.presentVariance[i] * ratio * ratio;
    }
    audits += other.audits;
    auditsPresent += other.auditsPresent;
  }

  /** What the audits say of average precision now. */
  public AuditedPrecision precision() {
    rescale();
    return AuditedPrecision.of(this);
  }

  public int classes() {
    return classes;
  }

  /** How many audited entries were added, faded or not. */
  public long audits() {
    return audits;
  }

  long auditsPresent() {
    return auditsPresent;
  }

  /** One class's bins, as they weigh now. Audits are scaled to stand for all of its images. */
  AuditedBins ofClass(int label, double scale) {
    int from = label * ScoreBins.COUNT;
    return new AuditedBins(
        slice(images, from, 1),
        slice(audited, from, scale),
        slice(present, from, scale),
        slice(auditedVariance, from, scale * scale),
        slice(presentVariance, from, scale * scale));
  }

  private static double[] slice(double[] all, int from, double scale) {
    double[] part = Arrays.copyOfRange(all, from, from + ScoreBins.COUNT);
    for (int i = 0; i < part.length; i++) {
      part[i] *= scale;
    }
    return part;
  }

  /** By how much audited entries, weighted, fall short of all: not every audit is answered. */
  double scale() {
    return Arrays.stream(images).sum() / Arrays.stream(audited).sum();
  }
}
