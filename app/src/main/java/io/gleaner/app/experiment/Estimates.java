package io.gleaner.app.experiment;

import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.List;

/** What is believed, while a run trains, of the labels that nobody gave. */
sealed interface Estimates
    permits EstimatorRows, ExactRows, JointAdam, PermanentCorrections, NoEstimates {

  /**
   * What must be known before a step.
   *
   * @param ids of the images that it trains on
   */
  default List<SoftLabels> before(List<String> ids) {
    return List.of();
  }

  /** What follows from a step's predictions. */
  List<SoftLabels> after(List<Prediction> predictions);

  /** Whether there are any. */
  default boolean any() {
    return true;
  }

  /**
   * The logit φ of every class of an image.
   *
   * @param into receives K numbers
   */
  void logits(int image, float[] into);
}
