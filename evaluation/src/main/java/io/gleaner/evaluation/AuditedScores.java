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

  private static final byte VERSION = 2;
  private static final double[] NOTHING = new double[ScoreBins.COUNT];

  private final int classes;
  private final double[][] images;
  private final @Nullable ClassAudits[] audits;
  private double weight = 1;
  private final FadingCount scored = new FadingCount();
  private final FadingCount answers = new FadingCount();
  private final FadingCount answersPresent = new FadingCount();

  /**
   * Starts empty.
   *
   * @param classes K, at least 1
   */
  public AuditedScores(int classes) {
    this.classes = classes;
    this.images = new double[classes][ScoreBins.COUNT];
    this.audits = new ClassAudits[classes];
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
    scored.add(weight);
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
    boolean present = truth == Truth.PRESENT;
    auditsOf(label).add(bin, present, weight, propensity);
    answers.add(weight);
    if (present) {
      answersPresent.add(weight);
    }
  }

  private ClassAudits auditsOf(int label) {
    ClassAudits known = audits[label];
    if (known == null) {
      known = new ClassAudits();
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
      BinSums.scale(images[k], once);
      ClassAudits own = audits[k];
      if (own != null) {
        own.scale(once);
      }
    }
    scored.scale(once);
    answers.scale(once);
    answersPresent.scale(once);
    weight = 1;
  }

  /** Adds what another one of no more classes has seen, both as they weigh now. */
  public void merge(AuditedScores other) {
    if (other.classes > classes) {
      throw new IllegalArgumentException(
          "cannot merge %d classes into %d".formatted(other.classes, classes));
    }
    double ratio = weight / other.weight;
    for (int k = 0; k < other.classes; k++) {
      BinSums.add(other.images[k], images[k], ratio);
      ClassAudits theirs = other.audits[k];
      if (theirs != null) {
        auditsOf(k).add(theirs, ratio);
      }
    }
    scored.add(other.scored, ratio);
    answers.add(other.answers, ratio);
    answersPresent.add(other.answersPresent, ratio);
  }

  /**
   * Writes a block of classes, as they weigh now: a version octet, then the bins that hold
   * anything. The block that begins with class 0 also holds how many images and audits there were.
   * New entries weigh 1 afterwards, so that one that is read again goes on to the bit.
   *
   * @param from first class
   * @param to after the last class
   */
  public void write(int from, int to, DataOutput out) throws IOException {
    rescale();
    out.writeByte(VERSION);
    out.writeInt(from);
    out.writeInt(to);
    if (from == 0) {
      scored.write(out);
      answers.write(out);
      answersPresent.write(out);
    }
    for (int k = from; k < to; k++) {
      BinSums.write(images[k], out);
      ClassAudits own = audits[k];
      out.writeBoolean(own != null);
      if (own != null) {
        own.write(out);
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
    if (from == 0) {
      scored.add(in, weight);
      answers.add(in, weight);
      answersPresent.add(in, weight);
    }
    for (int k = from; k < to; k++) {
      BinSums.add(in, images[k], weight);
      if (in.readBoolean()) {
        auditsOf(k).add(in, weight);
      }
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
    return new AuditedProbabilities(all, effective());
  }

  public int classes() {
    return classes;
  }

  /** How many audited entries count now; all that were added as long as nothing faded. */
  public long audits() {
    return effective().support();
  }

  EffectiveAudits effective() {
    return EffectiveAudits.of(answers, answersPresent, scored);
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
    ClassAudits own = audits[label];
    return own == null
        ? new AuditedBins(images[label].clone(), NOTHING, NOTHING, NOTHING, NOTHING)
        : own.bins(images[label].clone(), scale);
  }

  /** By how much audited entries, weighted, fall short of all: not every audit is answered. */
  double scale() {
    double all = 0;
    double weighted = 0;
    for (int k = 0; k < classes; k++) {
      all += Arrays.stream(images[k]).sum();
      ClassAudits own = audits[k];
      weighted += own == null ? 0 : own.total();
    }
    return all / weighted;
  }
}
