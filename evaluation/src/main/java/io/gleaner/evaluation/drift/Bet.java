package io.gleaner.evaluation.drift;

import io.gleaner.evaluation.ScoreBins;

/**
 * A wager on how the next value's rank is distributed: a density on [0, 1] that is fixed before the
 * value comes. It multiplies evidence by more than 1 where it was right.
 */
sealed interface Bet {
  /** What it is a wager on. */
  DriftEvent.Change change();

  /** Which part of the evidence is put on it. */
  double stake();

  /**
   * The density at a rank, so that its mean over uniform ranks is 1.
   *
   * @param rank in [0, 1), 0 for the largest
   * @param bin where the past has that rank
   */
  double factor(Past past, double rank, int bin);

  /**
   * The class became {@code ratio} times as frequent, images of it look as before (label shift) and
   * probabilities p are calibrated: the likelihood ratio 1 + (p − m)(t − m)/(m(1 − m)) of a class
   * on a share t of the images against one on a share m. m is the mean so far, into which images of
   * after the change go too; t is {@code ratio} times the mean before, so the bet gets smaller as m
   * follows.
   */
  record LabelShift(double stake, double ratio) implements Bet {
    private static final double MOST_FREQUENT = 0.9;

    @Override
    public DriftEvent.Change change() {
      return ratio > 1 ? DriftEvent.Change.ROSE : DriftEvent.Change.FELL;
    }

    @Override
    public double factor(Past past, double rank, int bin) {
      double mean = past.mean();
      double target = Math.min(MOST_FREQUENT, ratio * past.settledMean());
      return 1 + (ScoreBins.centre(bin) - mean) * (target - mean) / (mean * (1 - mean));
    }
  }

  /** Values became larger (slope above 0) or smaller: Wilcoxon's score. */
  record Shift(double stake, double slope) implements Bet {
    @Override
    public DriftEvent.Change change() {
      return slope > 0 ? DriftEvent.Change.ROSE : DriftEvent.Change.FELL;
    }

    @Override
    public double factor(Past past, double rank, int bin) {
      return 1 + slope * (1 - 2 * rank);
    }
  }

  /** Values became more (curvature above 0) or less spread: Mood's score. */
  record Spread(double stake, double curvature) implements Bet {
    @Override
    public DriftEvent.Change change() {
      return curvature > 0 ? DriftEvent.Change.WIDENED : DriftEvent.Change.NARROWED;
    }

    @Override
    public double factor(Past past, double rank, int bin) {
      double distance = 2 * rank - 1;
      return 1 + curvature * (3 * distance * distance - 1);
    }
  }
}
