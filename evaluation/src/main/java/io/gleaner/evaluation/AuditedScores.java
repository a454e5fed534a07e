package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's average precision is estimated from when only random audits say what is true: per
 * class the scores of all images, and the audited entries weighted by how rarely their like is
 * drawn (Horvitz and Thompson 1952). Constant memory (242 doubles a class, five times as many once
 * it is audited), mergeable over partitions, with fading. Not thread-safe.
 *
 * <p>Only entries that a random draw chose go in, each with the chance it had. What annotators
 * chose to say, or were asked because a model was unsure, has no known chance and stays out: no
 * weight would make it stand for the rest.
 */
public final class AuditedScores {
  /** Weights are scaled back long before their squares overflow. */
  private static final double MAX_WEIGHT = 0x1p250;

  private static final byte VERSION = 1;
  private static final double[] NOTHING = new double[ScoreBins.COUNT];

  /** One class's audits by bin, as {@link AuditedBins} has them. */
  private static final class Audits {
    private final double[] audited = new double[ScoreBins.COUNT];
    private final double[] present = new double[ScoreBins.COUNT];
    private final double[] auditedVariance = new double[ScoreBins.COUNT];
    private final double[] presentVariance = new double[ScoreBins.COUNT];
  }

  private final int classes;
  private final double[][] images;
  private final @Nullable Audits[] audits;
  private double weight = 1;
  private long answers;
  private long answersPresent;

  /**
   * Starts empty.
   *
   * @param classes K, at least 1
   */
  public AuditedScores(int classes) {
    this.classes = classes;
    this.images = new double[classes][ScoreBins.COUNT];
    this.audits = new Audits[classes];
  }

  /**
   * Adds one image's scores, whether any of its entries is audited or not.
   *
   * @param probabilities of the first classes, at most K, in [0, 1]; fewer from before classes were
   *     added
   */
  public void scored(float[] probabilities) {
    if (probabilities.length > classes) {
      throw new IllegalArgumentException(
          "expected %d classes, got %d scores".formatted(classes, probabilities.length));
    }
    for (int k = 0; k < probabilities.length; k++) {
      images[k][ScoreBins.of(probabilities[k])] += weight;
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
    int bin = ScoreBins.of(probability);
    Audits own = auditsOf(label);
    double share = weight / propensity;
    double variance = share * share * (1 - propensity);
    own.audited[bin] += share;
    own.auditedVariance[bin] += variance;
    answers++;
    if (truth == Truth.PRESENT) {
      own.present[bin] += share;
      own.presentVariance[bin] += variance;
      answersPresent++;
    }
  }

  private Audits auditsOf(int label) {
    Audits known = audits[label];
    if (known == null) {
      known = new Audits();
      audits[label] = known;
    }
    return known;
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
    if (weight == 1) {
      return;
    }
    double once = 1 / weight;
    for (int k = 0; k < classes; k++) {
      scale(images[k], once);
      Audits own = audits[k];
      if (own != null) {
        scale(own.audited, once);
        scale(own.present, once);
        scale(own.auditedVariance, once * once);
        scale(own.presentVariance, once * once);
      }
    }
    weight = 1;
  }

  private static void scale(double[] values, double by) {
    for (int b = 0; b < values.length; b++) {
      values[b] *= by;
    }
  }

  /** Adds what another one of no more classes has seen, both as they weigh now. */
  public void merge(AuditedScores other) {
    if (other.classes > classes) {
      throw new IllegalArgumentException(
          "cannot merge %d classes into %d".formatted(other.classes, classes));
    }
    double ratio = weight / other.weight;
    for (int k = 0; k < other.classes; k++) {
      add(other.images[k], images[k], ratio);
      Audits theirs = other.audits[k];
      if (theirs != null) {
        Audits own = auditsOf(k);
        add(theirs.audited, own.audited, ratio);
        add(theirs.present, own.present, ratio);
        add(theirs.auditedVariance, own.auditedVariance, ratio * ratio);
        add(theirs.presentVariance, own.presentVariance, ratio * ratio);
      }
    }
    answers += other.answers;
    answersPresent += other.answersPresent;
  }

  private static void add(double[] from, double[] to, double ratio) {
    for (int b = 0; b < to.length; b++) {
      to[b] += from[b] * ratio;
    }
  }

  /**
   * Writes a block of classes, as they weigh now: a version octet, then the bins that hold
   * anything. The block that begins with class 0 also holds how many audits there were. New entries
   * weigh 1 afterwards, so that one that is read again goes on to the bit.
   *
   * @param from first class
   * @param to after the last class
   */
  public void write(int from, int to, DataOutput out) throws IOException {
    rescale();
    out.writeByte(VERSION);
    out.writeInt(from);
    out.writeInt(to);
    out.writeLong(from == 0 ? answers : 0);
    out.writeLong(from == 0 ? answersPresent : 0);
    for (int k = from; k < to; k++) {
      write(images[k], out);
      Audits own = audits[k];
      out.writeBoolean(own != null);
      if (own != null) {
        write(own.audited, out);
        write(own.present, out);
        write(own.auditedVariance, out);
        write(own.presentVariance, out);
      }
    }
  }

  private static void write(double[] bins, DataOutput out) throws IOException {
    int held = 0;
    for (double value : bins) {
      held += value == 0 ? 0 : 1;
    }
    out.writeByte(held);
    for (int b = 0; b < bins.length; b++) {
      if (bins[b] != 0) {
        out.writeByte(b);
        out.writeDouble(bins[b]);
      }
    }
  }

  /**
   * Adds a block that {@link #write} wrote, of this or another partition.
   *
   * @throws IOException if it is of another version or of classes that are not here
   */
  public void add(DataInput in) throws IOException {
    byte version = in.readByte();
    int from = in.readInt();
    int to = in.readInt();
    if (version != VERSION || to > classes) {
      throw new IOException(
          "audited scores of version %d, classes %d to %d do not fit version %d, %d classes"
              .formatted(version, from, to, VERSION, classes));
    }
    answers += in.readLong();
    answersPresent += in.readLong();
    for (int k = from; k < to; k++) {
      add(in, images[k], weight);
      if (in.readBoolean()) {
        Audits own = auditsOf(k);
        add(in, own.audited, weight);
        add(in, own.present, weight);
        add(in, own.auditedVariance, weight * weight);
        add(in, own.presentVariance, weight * weight);
      }
    }
  }

  private static void add(DataInput in, double[] bins, double ratio) throws IOException {
    int held = in.readUnsignedByte();
    for (int i = 0; i < held; i++) {
      bins[in.readUnsignedByte()] += in.readDouble() * ratio;
    }
  }

  /** What the audits say of average precision now. */
  public AuditedPrecision precision() {
    rescale();
    return AuditedPrecision.of(this);
  }

  /** What the audits say of the probabilities themselves now. */
  public AuditedProbabilities probabilities() {
    AuditedBins all = AuditedBins.empty();
    for (int k = 0; k < classes; k++) {
      all.add(ofClass(k, 1));
    }
    return new AuditedProbabilities(all, answers);
  }

  public int classes() {
    return classes;
  }

  /** How many audited entries were added, faded or not. */
  public long audits() {
    return answers;
  }

  long auditsPresent() {
    return answersPresent;
  }

  /** How much the images that a class was scored for weigh together. */
  public double images(int label) {
    return Arrays.stream(images[label]).sum() / weight;
  }

  /** Σ p over the images that a class was scored for, by their weight: how many should show it. */
  public double expected(int label) {
    double sum = 0;
    for (int b = 0; b < ScoreBins.COUNT; b++) {
      sum += images[label][b] * ScoreBins.centre(b);
    }
    return sum / weight;
  }

  /** One class's bins, as they weigh now. Audits are scaled to stand for all of its images. */
  AuditedBins ofClass(int label, double scale) {
    Audits own = audits[label];
    return own == null
        ? new AuditedBins(images[label].clone(), NOTHING, NOTHING, NOTHING, NOTHING)
        : new AuditedBins(
            images[label].clone(),
            scaled(own.audited, scale),
            scaled(own.present, scale),
            scaled(own.auditedVariance, scale * scale),
            scaled(own.presentVariance, scale * scale));
  }

  private static double[] scaled(double[] bins, double by) {
    double[] copy = bins.clone();
    scale(copy, by);
    return copy;
  }

  /** By how much audited entries, weighted, fall short of all: not every audit is answered. */
  double scale() {
    double all = 0;
    double weighted = 0;
    for (int k = 0; k < classes; k++) {
      all += Arrays.stream(images[k]).sum();
      Audits own = audits[k];
      weighted += own == null ? 0 : Arrays.stream(own.audited).sum();
    }
    return all / weighted;
  }
}
