package io.gleaner.evaluation;

/**
 * What the linear estimate leaves out of average precision, as one mean over classes that weighs
 * each by how well its audits tell.
 *
 * @param value not negative
 * @param variance of it over the draws
 */
record PooledRemainder(double value, double variance) {
  /** Remainders differ between classes by about this much anyway. */
  private static final double SPREAD = 0.02;

  /**
   * Numbers of positives differ from those expected by a factor whose variance is at least this.
   */
  private static final double LEAST_SPREAD_OF_SURPLUS = 0.02;

  /** A class keeps about this share of its expected positives, whatever few audits say. */
  private static final double LEAST_SHARE = 0.1;

  static PooledRemainder of(RankedAudit[] classes) {
    double spread = spreadOfSurplus(classes);
    double weights = 0;
    double sum = 0;
    double variance = 0;
    for (RankedAudit one : classes) {
      if (one.positives() > 0) {
        double positives = positives(one, spread);
        if (positives == 0) {
          continue;
        }
        double own = one.remainderVariance() / (positives * positives);
        double weight = 1 / (own + SPREAD * SPREAD);
        weights += weight;
        sum += weight * one.remainder() / positives;
        variance += weight * weight * own;
      }
    }
    return weights == 0
        ? new PooledRemainder(0, 0)
        : new PooledRemainder(Math.max(0, sum / weights), variance / (weights * weights));
  }

  /** As audits put them where they are many, as scores do where audits are few. */
  private static double positives(RankedAudit one, double spread) {
    double trust = spread / (spread + one.surplusVariance());
    double least = LEAST_SHARE * (1 - trust);
    return one.positives() * Math.max(least, 1 + trust * one.surplus());
  }

  /** How far classes' positives truly lie from those expected, by moments (DerSimonian 1986). */
  private static double spreadOfSurplus(RankedAudit[] classes) {
    double weights = 0;
    double sum = 0;
    for (RankedAudit one : classes) {
      if (one.positives() > 0) {
        double noise = one.surplusVariance();
        double weight = 1 / ((0.3 + noise) * (0.3 + noise));
        weights += weight;
        sum += weight * (one.surplus() * one.surplus() - noise);
      }
    }
    return Math.max(LEAST_SPREAD_OF_SURPLUS, sum / weights);
  }
}
