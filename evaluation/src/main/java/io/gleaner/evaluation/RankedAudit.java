package io.gleaner.evaluation;

/**
 * One ranking's average precision from audits, by parts.
 *
 * <p>With y the number of present entries a bin, H those not scored lower, N all entries not scored
 * lower (known: every image is scored) and P = Σ y, average precision is {@code A(y) = T(y)/P, T(y)
 * = Σ y·H/N}. Of y one knows what calibrated scores expect, e, and from audits the unbiased
 * estimate r of y − e. Then
 *
 * <pre>A(y) = A(e) + ∇A(e)·r + T(d)/P,   d = y − e·P(y)/P(e)</pre>
 *
 * because A is homogeneous of degree one in y and T a quadratic form. The first two terms are the
 * difference estimator of survey sampling (Särndal, Swensson and Wretman 1992, §6.3;
 * prediction-powered inference, Angelopoulos et al. 2023): linear in the audits, so without bias
 * and with a variance that the audits give. The third, {@link #remainder}, is never negative, as T
 * is positive semi-definite, and small where e has the right shape, whatever its scale.
 */
final class RankedAudit {
  private final double[] above = new double[ScoreBins.COUNT];
  private final double[] expected = new double[ScoreBins.COUNT];
  private final double[] gradient = new double[ScoreBins.COUNT];
  private final BoundedValue believed;
  private double positives;
  private double form;
  private double correction;
  private double variance;
  private double fourth;
  private double found;
  private double foundVariance;
  private double remainder;
  private double remainderVariance;

  RankedAudit(AuditedBins bins, ScoreCalibration calibration) {
    expect(bins, calibration);
    believed = resolution(bins);
    differentiate();
    correct(bins, calibration);
    compareShapes(bins, calibration);
  }

  private void expect(AuditedBins bins, ScoreCalibration calibration) {
    double all = 0;
    for (int b = ScoreBins.COUNT - 1; b >= 0; b--) {
      all += bins.images(b);
      above[b] = all;
      expected[b] = bins.images(b) * calibration.chance(b);
      positives += expected[b];
      form += all == 0 ? 0 : expected[b] * positives / all;
    }
  }

  private BoundedValue resolution(AuditedBins bins) {
    double[] absent = new double[ScoreBins.COUNT];
    for (int b = 0; b < absent.length; b++) {
      absent[b] = bins.images(b) - expected[b];
    }
    return BinnedAveragePrecision.of(expected, absent, 0);
  }

  /** ∂T/∂y of each bin. */
  private void differentiate() {
    double below = 0;
    for (int b = 0; b < ScoreBins.COUNT; b++) {
      below += share(expected[b], b);
      gradient[b] = below;
    }
    double hits = 0;
    for (int b = ScoreBins.COUNT - 1; b >= 0; b--) {
      hits += expected[b];
      gradient[b] += share(hits, b);
    }
  }

  private double share(double count, int bin) {
    return above[bin] == 0 ? 0 : count / above[bin];
  }

  private void correct(AuditedBins bins, ScoreCalibration calibration) {
    double value = form / positives;
    for (int b = 0; b < ScoreBins.COUNT; b++) {
      double slope = (gradient[b] - value) / positives;
      double e = calibration.chance(b);
      double own = slope * slope * bins.residualVariance(b, e);
      correction += slope * bins.residual(b, e);
      variance += own;
      fourth += own == 0 ? 0 : own * own / bins.entries(b);
      found += bins.residual(b, e);
      foundVariance += bins.residualVariance(b, e);
    }
  }

  /** T(d), less what the draws' own noise adds to it, and the variance of that noise. */
  private void compareShapes(AuditedBins bins, ScoreCalibration calibration) {
    double shapeTail = 0;
    double noiseTail = 0;
    for (int b = ScoreBins.COUNT - 1; b >= 0; b--) {
      double e = calibration.chance(b);
      double noise = bins.residualVariance(b, e);
      double shape = bins.residual(b, e) - expected[b] * found / positives;
      shapeTail += shape;
      double own = share(1, b) - gradient[b] / positives + form / (positives * positives);
      remainder += share(shape * shapeTail, b) - own * noise;
      remainderVariance += share(share(noise * (2 * noise + noiseTail), b), b);
      noiseTail += noise;
    }
  }

  /** A(e) + ∇A(e)·r. */
  double value() {
    return form / positives + correction;
  }

  /** Of {@link #value} over the draws. */
  double variance() {
    return variance;
  }

  /** Σ of the squares of the audited entries' shares of {@link #variance}. */
  double fourth() {
    return fourth;
  }

  /** How many entries are present, as far as scores tell. */
  double positives() {
    return positives;
  }

  /** How far the audits put P from {@link #positives}, as a share of it. */
  double surplus() {
    return found / positives;
  }

  double surplusVariance() {
    return foundVariance / (positives * positives);
  }

  /** T(d), without bias. */
  double remainder() {
    return remainder;
  }

  double remainderVariance() {
    return remainderVariance;
  }

  /** What binning can change at most in A(e). */
  double resolution() {
    return Math.max(believed.upper() - believed.value(), believed.value() - believed.lower());
  }
}
