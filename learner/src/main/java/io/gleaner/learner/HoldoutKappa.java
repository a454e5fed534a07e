package io.gleaner.learner;

import io.gleaner.objective.KappaEstimate;

/** κ by the labels of the holdout images as they are now, beside the given one. */
final class HoldoutKappa {
  private HoldoutKappa() {}

  static double of(ReplayBuffer buffer, int classes, LearnerConfig config) {
    KappaEstimate estimate =
        new KappaEstimate(config.kappa(), config.kappaEstimate().labelsWorth(), classes);
    byte[] known = new byte[classes];
    for (int slot = 0; slot < buffer.holdoutSize(); slot++) {
      LabelRow row = buffer.labels(buffer.holdoutId(slot));
      for (int k = 0; row != null && k < classes; k++) {
        known[k] = row.observed(k);
      }
      if (row != null) {
        estimate.observeHoldout(known);
      }
    }
    return estimate.kappa();
  }
}
