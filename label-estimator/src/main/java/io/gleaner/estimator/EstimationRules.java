package io.gleaner.estimator;

import io.gleaner.objective.QuantisedLogits;
import io.gleaner.objective.RoleEstimates;

/** The figures the arithmetic depends on; every instance that shares a store must use the same. */
record EstimationRules(
    RoleEstimates estimates,
    StartingPoint start,
    Sparsity sparsity,
    History.Depth history,
    Decisions decisions) {

  private static final double MOST_ETA = 1000;

  static EstimationRules from(Settings settings) {
    return new EstimationRules(
        new RoleEstimates(settings.below(MOST_ETA, "eta"), QuantisedLogits.BOUND, 0),
        new StartingPoint(settings.below(1, "start.present"), settings.below(1, "start.absent")),
        new Sparsity(settings.atLeast(0, "sparse.above"), settings.atLeast(1, "sparse.explicit")),
        new History.Depth(
            settings.atLeast(0, "history.steps"), settings.atLeast(0, "history.classes")),
        new Decisions(
            settings.share("tags.threshold"),
            settings.share("tags.hysteresis"),
            settings.share("tags.min-change")));
  }
}
