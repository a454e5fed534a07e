package io.gleaner.evaluation;

/** The weighted mean of rankings' average precisions, with its interval. */
final class MeanOfAudits {
  /** The standard normal's 97.5 % point. */
  private static final double NORMAL = 1.959964;

  private static final double LEAST_FREEDOM = 3;

  private double weight;
  private double value;
  private double variance;
  private double ofClasses;
  private double ofEntries;
  private int rankings;
  private double resolution;

  void add(RankedAudit one, double share) {
    weight += share;
    value += share * one.value();
    double own = share * share * one.variance();
    variance += own;
    ofClasses += own * own;
    ofEntries += share * share * share * share * one.fourth();
    rankings++;
    resolution += share * one.resolution();
  }

  boolean empty() {
    return weight == 0;
  }

  Figure figure(PooledRemainder remainder, EffectiveAudits audits) {
    double middle = value / weight + remainder.value();
    double binning = resolution / weight;
    double shape = (remainder.value() * remainder.value() + binning * binning) / 3;
    double draws = variance / (weight * weight) + remainder.variance();
    double half = quantile(audits.faded()) * Math.sqrt(draws * audits.faded() + shape);
    return new Figure.Known(
        clamp(middle - half), clamp(middle), clamp(middle + half), audits.support());
  }

  private static double clamp(double precision) {
    return Math.max(0, Math.min(1, precision));
  }

  /**
   * Student's 97.5 % point (Cornish and Fisher's expansion to the second order). What varies
   * independently is a class, where there are several: its audits share its calibration.
   */
  private double quantile(double faded) {
    double fourth = rankings > 1 ? ofClasses : ofEntries;
    double freedom =
        fourth == 0 ? 1e9 : Math.max(LEAST_FREEDOM, variance * variance / fourth / faded);
    double z = NORMAL;
    double cube = z * z * z;
    return z
        + (cube + z) / (4 * freedom)
        + (5 * cube * z * z + 16 * cube + 3 * z) / (96 * freedom * freedom);
  }
}
