package io.gleaner.app.experiment;

import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ScoredLabels;
import io.gleaner.evaluation.Truth;

/** How well estimates rank the hidden truth of the training labels that nobody gave. */
final class EstimateQuality {

  private EstimateQuality() {}

  /** Macro mAP over classes, in percent; NaN without estimates or where nothing is hidden. */
  static double map(Estimates estimates, Dataset data) {
    if (!estimates.any()) {
      return Double.NaN;
    }
    LabelMatrix observed = data.observed();
    ScoredLabels scored = new ScoredLabels(data.train().length, observed.classes());
    float[] logits = new float[observed.classes()];
    for (int image : data.train()) {
      estimates.logits(image, logits);
      byte[] hidden = data.truth().row(image);
      for (int k = 0; k < hidden.length; k++) {
        if (observed.code(image, k) != Truth.UNKNOWN) {
          hidden[k] = Truth.UNKNOWN;
        }
      }
      scored.add(logits, hidden);
    }
    return 100 * MeanAveragePrecision.of(scored).value();
  }
}
