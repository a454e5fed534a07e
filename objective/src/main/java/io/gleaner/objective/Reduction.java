package io.gleaner.objective;

/** How the losses of a batch's B·K entries become one number. */
public enum Reduction {
  /** Their sum. */
  SUM,
  /** Their mean over all B·K entries, the ones without a loss included. */
  MEAN,
  /** A thousand times the mean, as Query2Label's code reduces ASL. */
  THOUSANDFOLD_MEAN;

  double factor(int entries) {
    return switch (this) {
      case SUM -> 1;
      case MEAN -> 1.0 / entries;
      case THOUSANDFOLD_MEAN -> 1000.0 / entries;
    };
  }
}
