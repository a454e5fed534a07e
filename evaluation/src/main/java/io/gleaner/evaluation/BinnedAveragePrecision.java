package io.gleaner.evaluation;

/**
 * Average precision of binned scores, with what the lost order inside a bin can change.
 *
 * <p><b>Error bound.</b> With weights H of present and N of all entries above a bin that holds p
 * present and n absent, the bin's share of average precision lies between all absent first, {@code
 * ∫₀ᵖ (H+x)/(N+n+x) dx}, and all present first as equals, {@code p·(H+p)/(N+p)}. Both sums are
 * given beside the estimate, which takes a bin as one score, {@code p·(H+p)/(N+p+n)}. They hold for
 * any weights, so for fading too.
 */
final class BinnedAveragePrecision {
  private BinnedAveragePrecision() {}

  /**
   * Ranks {@link ScoreBins#COUNT} bins.
   *
   * @param present weights of present entries, lowest bin first
   * @param absent the same of absent entries
   * @param from where the bins begin in both arrays
   */
  static BoundedValue of(double[] present, double[] absent, int from) {
    double above = 0;
    double hitsAbove = 0;
    double lower = 0;
    double value = 0;
    double upper = 0;
    for (int i = from + ScoreBins.COUNT - 1; i >= from; i--) {
      double p = present[i];
      double n = absent[i];
      if (p > 0) {
        double hits = hitsAbove + p;
        lower += absentFirst(hitsAbove, above + n, p);
        value += p * hits / (above + p + n);
        upper += p * hits / (above + p);
      }
      hitsAbove += p;
      above += p + n;
    }
    return hitsAbove == 0
        ? BoundedValue.UNDEFINED
        : new BoundedValue(lower / hitsAbove, value / hitsAbove, upper / hitsAbove);
  }

  /** ∫₀ᵖ (H+x)/(M+x) dx = p − (M−H)·ln(1 + p/M). */
  private static double absentFirst(double hits, double all, double p) {
    return all == 0 ? p : p - (all - hits) * Math.log1p(p / all);
  }
}
