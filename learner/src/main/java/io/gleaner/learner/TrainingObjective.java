package io.gleaner.learner;

import io.gleaner.objective.Epr;
import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.Objective;
import io.gleaner.objective.Objectives;
import io.gleaner.objective.Role;
import io.gleaner.objective.RoleEstimates;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured objective with the κ of now, given or estimated from the holdout. */
final class TrainingObjective {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingObjective.class);
  private static final Set<String> WITH_KAPPA = Set.of("role", "epr");

  private final LearnerConfig config;
  private final int classes;
  private double kappa;
  private Objective objective;

  /** Goes on with what the state says of κ and of the objective. */
  TrainingObjective(LearnerConfig config, int classes, TrainingState state) {
    this.config = config;
    this.classes = classes;
    this.kappa = config.kappaEstimate().fromHoldout() ? state.kappa() : config.kappa();
    this.objective = of(config, kappa);
    state.objective().restore(objective);
  }

  /** What the configured objective has learnt before its first batch. */
  static ObjectiveState beginning(LearnerConfig config) {
    return ObjectiveState.of(of(config, config.kappa()));
  }

  private static Objective of(LearnerConfig config, double kappa) {
    Map<String, Object> parameters = new HashMap<>(config.objective().parameters());
    if (parameters.containsKey("kappa") && config.kappaEstimate().fromHoldout()) {
      throw new IllegalArgumentException(
          "gleaner.learner.objective.parameters.kappa fixes what kappa-estimate.from-holdout is to"
              + " find: remove one of them");
    }
    if (WITH_KAPPA.contains(config.objective().name())) {
      parameters.putIfAbsent("kappa", kappa);
    }
    return Objectives.byName(config.objective().name(), parameters);
  }

  Objective objective() {
    return objective;
  }

  double kappa() {
    return kappa;
  }

  /** Takes κ from the holdout as it is labelled now, if it is to be estimated. */
  void renewKappa(ReplayBuffer buffer) {
    if (config.kappaEstimate().fromHoldout()) {
      kappa = HoldoutKappa.of(buffer, classes, config);
      objective = objective.withKappa(kappa);
    }
  }

  /** By what part of itself κ would change if it were taken from the holdout now. */
  double kappaMove(ReplayBuffer buffer) {
    return config.kappaEstimate().fromHoldout()
        ? Math.abs(HoldoutKappa.of(buffer, classes, config) - kappa) / kappa
        : 0;
  }

  /** λ(κ̂ − κ)/K of a batch, as {@link RoleEstimates#eprGradient} has it. */
  double eprGradient(LabelBatch labels) {
    return RoleEstimates.eprGradient(labels.estimates(), labels.size(), classes, kappa, lambda());
  }

  // The weight of the regularisation in the estimates' half, which other objectives leave at ROLE's
  // default: hill has a lambda too, which is another thing.
  private double lambda() {
    if (objective instanceof Role role) {
      return role.lambda();
    }
    return objective instanceof Epr epr ? epr.lambda() : 1;
  }

  /** Goes back to what was learnt earlier; under settings that it does not fit, nothing changes. */
  void rollBack(ObjectiveState earlier) {
    try {
      earlier.restore(objective);
    } catch (IllegalStateException e) {
      LOG.warn("The objective keeps what it has learnt: {}", e.getMessage());
    }
  }

  ObjectiveState state() {
    return ObjectiveState.of(objective);
  }
}
