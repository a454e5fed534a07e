package io.gleaner.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * What random audits say of probabilities themselves, each audit for one over its propensity of
 * entries (Horvitz and Thompson 1952): how sure the model is of what is present and of what is
 * absent, and how far its probabilities lie from shares. To the width of {@link ScoreBins}.
 */
public final class AuditedProbabilities {
  private final AuditedBins bins;
  private final EffectiveAudits audits;

  /**
   * @param bins of all classes together
   * @param audits how many count
   */
  AuditedProbabilities(AuditedBins bins, EffectiveAudits audits) {
    this.bins = bins;
    this.audits = audits;
  }

  /** p_t⁺: the mean probability of present entries; NaN when no audit found one. */
  public double present() {
    double sum = 0;
    double weight = 0;
    for (int b = 0; b < ScoreBins.COUNT; b++) {
      sum += bins.present(b) * ScoreBins.centre(b);
      weight += bins.present(b);
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  /** p_t⁻: the mean of 1 − p over absent entries; NaN when no audit found one. */
  public double absent() {
    double sum = 0;
    double weight = 0;
    for (int b = 0; b < ScoreBins.COUNT; b++) {
      double absent = bins.audited(b) - bins.present(b);
      sum += absent * (1 - ScoreBins.centre(b));
      weight += absent;
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }

  /** Δp = p_t⁺ − p_t⁻ (Ridnik et al., Eq. 10); NaN until audits found both. */
  public double gap() {
    return present() - absent();
  }

  /**
   * As {@link CalibrationError}, in {@link CalibrationError#DEFAULT_BINS} bins; NaN without audits.
   */
  public double calibrationError() {
    int groups = CalibrationError.DEFAULT_BINS;
    double[] excess = new double[groups];
    double weight = 0;
    for (int b = 0; b < ScoreBins.COUNT; b++) {
      int group = Math.min(groups - 1, (int) (ScoreBins.centre(b) * groups));
      excess[group] += bins.audited(b) * ScoreBins.centre(b) - bins.present(b);
      weight += bins.audited(b);
    }
    double error = 0;
    for (double one : excess) {
      error += Math.abs(one);
    }
    return weight == 0 ? Double.NaN : error / weight;
  }

  /** Why none of these can be trusted; null if they can. */
  public @Nullable String missing() {
    return audits.missing();
  }

  /** How many audits count now. */
  public long audits() {
    return audits.support();
  }
}
