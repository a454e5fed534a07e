package io.gleaner.learner;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that changed nothing because a number was not finite; ends training after many in a row.
 */
final class SkippedSteps {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedSteps.class);
  private static final int MAX_LOGGED_IDS = 3;
  private static final int MAX_IN_A_ROW = 100;

  private final LearnerMeters meters;
  private int inARow;

  SkippedSteps(LearnerMeters meters) {
    this.meters = meters;
  }

  /** A step went well, or the weights are others now. */
  void begin() {
    inARow = 0;
  }

  /**
   * Counts one.
   *
   * @param ids of the batch's images
   * @throws IllegalStateException if there were too many in a row
   */
  void add(long step, String why, List<String> ids) {
    meters.skipped();
    LOG.warn(
        "Step {} skipped: {}; first images of the batch: {}",
        step,
        why,
        ids.subList(0, Math.min(MAX_LOGGED_IDS, ids.size())));
    if (++inARow >= MAX_IN_A_ROW) {
      throw new IllegalStateException(
          "%d steps in a row were not finite, the last one %d: lower gleaner.learner.optimiser.learning-rate and start again from an earlier checkpoint"
              .formatted(inARow, step));
    }
  }
}
