package io.gleaner.learner;

import io.gleaner.evaluation.PublishedFigure;

/**
 * The learner's figures of a checkpoint on topic {@code quality}, and the gauges that show them.
 */
enum HoldoutFigure implements PublishedFigure {
  HOLDOUT_MAP(true, "mAP on the holdout of the newest checkpoint that was not rejected"),
  HOLDOUT_MAP_MICRO(true, "the same, all entries in one ranking"),
  HOLDOUT_MAP_HEAD(true, "the same over classes on more than 100 training images"),
  HOLDOUT_MAP_MEDIUM(true, "the same over classes on 20 to 100 training images"),
  HOLDOUT_MAP_TAIL(true, "the same over classes on fewer than 20 training images"),
  PROBABILITY_GAP(false, "probability gap on the holdout"),
  PRESENT_PROBABILITY(false, "mean probability of what is present on the holdout"),
  ABSENT_PROBABILITY(false, "mean of 1 - p of what is absent on the holdout"),
  HOLDOUT_CALIBRATION(false, "expected calibration error on the holdout"),
  HOLDOUT_EXPECTED_POSITIVES(false, "mean sum of a holdout image's probabilities");

  private final boolean interval;
  private final String description;

  HoldoutFigure(boolean interval, String description) {
    this.interval = interval;
    this.description = description;
  }

  String description() {
    return description;
  }

  boolean hasInterval() {
    return interval;
  }
}
