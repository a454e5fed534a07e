package io.gleaner.evaluation;

/** One ranking's bins, lowest first. Arrays are shared and not to be written into. */
final class AuditedBins {
  private final double[] images;
  private final double[] audited;
  private final double[] present;
  private final double[] auditedVariance;
  private final double[] presentVariance;

  /**
   * @param images how many entries score there
   * @param audited Σ 1/p over audited entries, p their propensities
   * @param present the same over those that are present
   * @param auditedVariance Σ (1 − p)/p²
   * @param presentVariance the same over those that are present
   */
  AuditedBins(
      double[] images,
      double[] audited,
      double[] present,
      double[] auditedVariance,
      double[] presentVariance) {
    this.images = images;
    this.audited = audited;
    this.present = present;
    this.auditedVariance = auditedVariance;
    this.presentVariance = presentVariance;
  }

  /** Empty ones to add to. */
  static AuditedBins empty() {
    int bins = ScoreBins.COUNT;
    return new AuditedBins(
        new double[bins], new double[bins], new double[bins], new double[bins], new double[bins]);
  }

  /** Adds another class's, as if both were one ranking. */
  void add(AuditedBins other) {
    for (int b = 0; b < images.length; b++) {
      images[b] += other.images[b];
      audited[b] += other.audited[b];
      present[b] += other.present[b];
      auditedVariance[b] += other.auditedVariance[b];
      presentVariance[b] += other.presentVariance[b];
    }
  }

  double images(int bin) {
    return images[bin];
  }

  double audited(int bin) {
    return audited[bin];
  }

  double present(int bin) {
    return present[bin];
  }

  /** What the audits add to the number of present entries that was expected. */
  double residual(int bin, double expected) {
    return present[bin] - audited[bin] * expected;
  }

  /** Variance of {@link #residual} over the draws, without bias. */
  double residualVariance(int bin, double expected) {
    return presentVariance[bin] * (1 - expected) * (1 - expected)
        + (auditedVariance[bin] - presentVariance[bin]) * expected * expected;
  }

  /** About how many audited entries are present. */
  double presentEntries() {
    double sum = 0;
    double squares = 0;
    for (int b = 0; b < present.length; b++) {
      sum += present[b];
      squares += presentVariance[b] + present[b];
    }
    return sum == 0 ? 0 : sum * sum / squares;
  }

  /** About how many audited entries a bin's weight comes from (Kish 1965). */
  double entries(int bin) {
    double squares = auditedVariance[bin] + audited[bin];
    return squares == 0 ? 0 : audited[bin] * audited[bin] / squares;
  }
}
