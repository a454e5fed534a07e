package io.gleaner.learner;

import io.gleaner.objective.Objective;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an objective has learnt from the batches, such as adaptive asymmetry's γ₋ or running class
 * counts.
 *
 * @param name of the objective
 * @param values {@link Objective#state()}, mostly empty
 */
record ObjectiveState(String name, List<Double> values) {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectiveState.class);

  static ObjectiveState of(Objective objective) {
    return new ObjectiveState(objective.name(), Arrays.stream(objective.state()).boxed().toList());
  }

  /**
   * Gives it back to the objective. Another objective than the one it is of starts anew, since the
   * operator has chosen it.
   *
   * @throws IllegalStateException if it is not of the shape that the objective's settings ask for
   */
  void restore(Objective objective) {
    if (!name.equals(objective.name())) {
      LOG.info("Objective {} starts anew; the checkpoint was of {}", objective.name(), name);
      return;
    }
    try {
      objective.restore(values.stream().mapToDouble(Double::doubleValue).toArray());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the checkpoint's state of objective %s does not fit its settings (%s): set gleaner.learner.objective back, or gleaner.learner.checkpoints to another directory"
              .formatted(name, e.getMessage()),
          e);
    }
  }
}
