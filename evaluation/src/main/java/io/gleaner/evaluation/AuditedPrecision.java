package io.gleaner.evaluation;

import java.util.function.IntPredicate;

/**
 * Average precision over all images, known labels or not, from random audits: macro, micro, of some
 * classes, of one. Beside each value stands an interval that holds the value that full labels would
 * give in about 95 % of windows; it counts the draw of the audits, the shape that calibrated scores
 * may have wrong, and binning. Audits that have faded while images arrived count for fewer ({@link
 * EffectiveAudits}).
 *
 * <p>Each class gives a value that is linear in its audits and a remainder ({@link RankedAudit}).
 * One class has too few audits to tell its remainder, so the classes' remainders are pooled by
 * precision. What the pooling may miss enters as a rectangular uncertainty over [0, 2 · remainder],
 * and so does what binning may hide (JCGM 100:2008, §4.3.7). The quantile is Student's with the
 * degrees of freedom of Satterthwaite (1946).
 */
public final class AuditedPrecision {
  /** What {@link EffectiveAudits#LEAST_PRESENT} is to all classes. */
  private static final int LEAST_PRESENT_IN_CLASS = 5;

  private final AuditedBins[] bins;
  private final RankedAudit[] classes;
  private final ScoreCalibration calibration;
  private final PooledRemainder remainder;
  private final EffectiveAudits audits;

  private AuditedPrecision(AuditedScores scores) {
    double scale = scores.scale();
    AuditedBins all = AuditedBins.empty();
    bins = new AuditedBins[scores.classes()];
    for (int k = 0; k < bins.length; k++) {
      bins[k] = scores.ofClass(k, scale);
      all.add(bins[k]);
    }
    calibration = ScoreCalibration.of(all);
    classes = new RankedAudit[bins.length];
    for (int k = 0; k < bins.length; k++) {
      classes[k] = new RankedAudit(bins[k], calibration);
    }
    remainder = PooledRemainder.of(classes);
    audits = scores.effective();
  }

  static AuditedPrecision of(AuditedScores scores) {
    return new AuditedPrecision(scores);
  }

  /** Mean over the classes, each by how sure one is that it is present at all. */
  public Figure macro() {
    return macro(k -> true);
  }

  /** Mean over some classes, e.g. the tail's. */
  public Figure macro(IntPredicate which) {
    String missing = audits.missing();
    if (missing != null) {
      return new Figure.Unknown(missing);
    }
    MeanOfAudits mean = new MeanOfAudits();
    for (int k = 0; k < classes.length; k++) {
      if (which.test(k) && classes[k].positives() > 0) {
        mean.add(classes[k], 1 - Math.exp(-classes[k].positives()));
      }
    }
    return mean.empty()
        ? new Figure.Unknown("no image was scored for any of these classes")
        : mean.figure(remainder, audits);
  }

  /** One class; it borrows calibration and remainder from the others. */
  public Figure ofClass(int label) {
    String missing = audits.missing();
    if (missing != null) {
      return new Figure.Unknown(missing);
    }
    double found = bins[label].presentEntries() / audits.faded();
    if (found < LEAST_PRESENT_IN_CLASS - 0.5) {
      return new Figure.Unknown(
          "audits found the class on %d images, %d are needed%s"
              .formatted(Math.round(found), LEAST_PRESENT_IN_CLASS, EffectiveAudits.ADVICE));
    }
    return macro(k -> k == label);
  }

  /**
   * All entries in one ranking: frequent classes weigh more, scores must compare across classes.
   */
  public Figure micro() {
    String missing = audits.missing();
    if (missing != null) {
      return new Figure.Unknown(missing);
    }
    AuditedBins all = AuditedBins.empty();
    for (AuditedBins one : bins) {
      all.add(one);
    }
    RankedAudit ranked = new RankedAudit(all, calibration);
    MeanOfAudits mean = new MeanOfAudits();
    mean.add(ranked, 1);
    return mean.figure(PooledRemainder.of(new RankedAudit[] {ranked}), audits);
  }

  /** What binning can change at most in the macro mean, in units of average precision. */
  public double resolution() {
    double sum = 0;
    int count = 0;
    for (RankedAudit one : classes) {
      if (one.positives() > 0) {
        sum += one.resolution();
        count++;
      }
    }
    return sum / count;
  }
}
