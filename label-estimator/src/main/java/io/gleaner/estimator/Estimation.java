package io.gleaner.estimator;

import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;

/**
 * The label-estimator's core: a row and an event give a new row and what is to be published. Pure:
 * equal rows, events and reference data give equal outcomes, to the byte.
 */
final class Estimation {

  private final LabelUpdate labels;
  private final TrainUpdate training;
  private final ScoreUpdate scoring;

  Estimation(EstimationRules rules, Reference reference) {
    this.labels = new LabelUpdate(rules.start(), rules.decisions(), reference);
    this.training = new TrainUpdate(rules, reference);
    this.scoring = new ScoreUpdate(rules.decisions(), reference);
  }

  /** What somebody says of the image, or its deletion. */
  Outcome apply(Row row, ImageId image, LabelEvent event) {
    return labels.apply(row, image, event);
  }

  /**
   * What a model thinks of the image.
   *
   * @param millis when the prediction was made; one made before the image's deletion is dropped
   * @param allowance what may be asked about the image
   */
  Outcome apply(
      Row row, ImageId image, ImagePrediction prediction, long millis, QueryAllowance allowance) {
    if (row.deleted() || millis <= row.deletedAt()) {
      return Outcome.dropped(Effect.DELETED, row);
    }
    return prediction.purpose() == Prediction.Purpose.TRAIN
        ? training.apply(row, image, prediction, allowance)
        : scoring.apply(row, image, prediction, millis, allowance);
  }
}
