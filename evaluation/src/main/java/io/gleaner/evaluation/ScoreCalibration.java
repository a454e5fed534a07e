package io.gleaner.evaluation;

/**
 * How likely an entry is present, by its score: σ(a + b·logit(score)), one a and b for all classes
 * (Platt 1999). Fitted to audits by Newton's method.
 */
final class ScoreCalibration {
  private static final int STEPS = 60;
  private static final double CONVERGED = 1e-9;

  /** Draws a and b to 0 and 1 where there is nothing to fit to. */
  private static final double RIDGE = 1e-3;

  private static final double MARGIN = 1e-6;
  private static final double[] LOGITS = logits();

  private double a;
  private double b = 1;

  private ScoreCalibration() {}

  private static double[] logits() {
    double[] logits = new double[ScoreBins.COUNT];
    for (int bin = 0; bin < logits.length; bin++) {
      double p = ScoreBins.centre(bin);
      logits[bin] = Math.log(p / (1 - p));
    }
    return logits;
  }

  /** Fits to the audits of all classes together. */
  static ScoreCalibration of(AuditedBins all) {
    double weight = 0;
    double entries = 0;
    for (int bin = 0; bin < ScoreBins.COUNT; bin++) {
      weight += all.audited(bin);
      entries += all.entries(bin);
    }
    ScoreCalibration fitted = new ScoreCalibration();
    for (int step = 0; step < STEPS && !fitted.improve(all, entries / weight); step++) {}
    return fitted;
  }

  /** One step of at most 1 in either direction; whether it made no difference. */
  private boolean improve(AuditedBins all, double perWeight) {
    double da = -RIDGE * a;
    double db = -RIDGE * (b - 1);
    double aa = RIDGE;
    double ab = 0;
    double bb = RIDGE;
    for (int bin = 0; bin < ScoreBins.COUNT; bin++) {
      double n = all.audited(bin) * perWeight;
      double f = chance(bin);
      double residual = all.present(bin) * perWeight - n * f;
      double curvature = n * f * (1 - f);
      da += residual;
      db += residual * LOGITS[bin];
      aa += curvature;
      ab += curvature * LOGITS[bin];
      bb += curvature * LOGITS[bin] * LOGITS[bin];
    }
    double determinant = aa * bb - ab * ab;
    double stepA = clamp((bb * da - ab * db) / determinant);
    double stepB = clamp((aa * db - ab * da) / determinant);
    a += stepA;
    b += stepB;
    return Math.abs(stepA) + Math.abs(stepB) < CONVERGED;
  }

  private static double clamp(double step) {
    return Math.max(-1, Math.min(1, step));
  }

  /** The chance that an entry of the bin is present, in (0, 1). */
  double chance(int bin) {
    double p = 1 / (1 + Math.exp(-a - b * LOGITS[bin]));
    return Math.max(MARGIN, Math.min(1 - MARGIN, p));
  }
}
