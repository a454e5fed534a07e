package io.gleaner.estimator;

import com.typesafe.config.Config;
import io.gleaner.objective.QuantisedLogits;
import io.gleaner.objective.RoleEstimates;

/** The figures the arithmetic depends on; every instance that shares a store must use the same. */
record EstimationRules(
    RoleEstimates estimates, StartingPoint start, Decisions decisions, Questions questions) {

  static EstimationRules from(Config section) {
    return new EstimationRules(
        new RoleEstimates(section.getDouble("eta"), QuantisedLogits.BOUND, 0),
        new StartingPoint(section.getDouble("start.present"), section.getDouble("start.absent")),
        new Decisions(
            (float) section.getDouble("tags.threshold"),
            (float) section.getDouble("tags.hysteresis"),
            (float) section.getDouble("tags.min-change")),
        new Questions(section.getDouble("queries.min-value")));
  }
}
