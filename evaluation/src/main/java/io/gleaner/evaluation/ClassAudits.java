package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * One class's audited entries by score bin, each as many as its chance makes it stand for, with
 * what the draws make that vary. A ratio that weights are multiplied by multiplies variances twice.
 */
final class ClassAudits {
  private final double[] audited = new double[ScoreBins.COUNT];
  private final double[] present = new double[ScoreBins.COUNT];
  private final double[] auditedVariance = new double[ScoreBins.COUNT];
  private final double[] presentVariance = new double[ScoreBins.COUNT];

  /**
   * Adds one.
   *
   * @param weight of an entry that is certain to be drawn
   * @param propensity in (0, 1]
   */
  void add(int bin, boolean isPresent, double weight, double propensity) {
    double share = weight / propensity;
    double variance = share * share * (1 - propensity);
    audited[bin] += share;
    auditedVariance[bin] += variance;
    if (isPresent) {
      present[bin] += share;
      presentVariance[bin] += variance;
    }
  }

  void scale(double by) {
    BinSums.scale(audited, by);
    BinSums.scale(present, by);
    BinSums.scale(auditedVariance, by * by);
    BinSums.scale(presentVariance, by * by);
  }

  void add(ClassAudits other, double ratio) {
    BinSums.add(other.audited, audited, ratio);
    BinSums.add(other.present, present, ratio);
    BinSums.add(other.auditedVariance, auditedVariance, ratio * ratio);
    BinSums.add(other.presentVariance, presentVariance, ratio * ratio);
  }

  void write(DataOutput out) throws IOException {
    BinSums.write(audited, out);
    BinSums.write(present, out);
    BinSums.write(auditedVariance, out);
    BinSums.write(presentVariance, out);
  }

  /** Adds what {@link #write} wrote. */
  void add(DataInput in, double ratio) throws IOException {
    BinSums.add(in, audited, ratio);
    BinSums.add(in, present, ratio);
    BinSums.add(in, auditedVariance, ratio * ratio);
    BinSums.add(in, presentVariance, ratio * ratio);
  }

  /** How many entries the audited ones stand for. */
  double total() {
    return Arrays.stream(audited).sum();
  }

  /** Beside the scores of all images, the audits scaled to stand for all of them. */
  AuditedBins bins(double[] images, double scale) {
    return new AuditedBins(
        images,
        BinSums.scaled(audited, scale),
        BinSums.scaled(present, scale),
        BinSums.scaled(auditedVariance, scale * scale),
        BinSums.scaled(presentVariance, scale * scale));
  }
}
