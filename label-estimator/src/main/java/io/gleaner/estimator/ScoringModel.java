package io.gleaner.estimator;

import io.gleaner.protocol.v1.ClassPriors;
import java.util.List;

/** What tags need to know of the model that scored: its thresholds and the priors it knew. */
final class ScoringModel {

  /** Of a model that names none. */
  static final Priors NO_PRIORS = Priors.of(ClassPriors.getDefaultInstance());

  private final float[] thresholds;
  private final Priors priors;

  ScoringModel(List<Float> thresholds, Priors priors) {
    this.thresholds = new float[thresholds.size()];
    for (int k = 0; k < this.thresholds.length; k++) {
      this.thresholds[k] = thresholds.get(k);
    }
    this.priors = priors;
  }

  /** A model that says nothing of thresholds or priors. */
  static ScoringModel silent() {
    return new ScoringModel(List.of(), NO_PRIORS);
  }

  /** The score from which a class counts as present. */
  float threshold(int classIndex, float otherwise) {
    boolean known = classIndex < thresholds.length && !Float.isNaN(thresholds[classIndex]);
    return known ? thresholds[classIndex] : otherwise;
  }

  /** What is believed of classes on an image whose row has not started; may know none. */
  Priors priors() {
    return priors;
  }
}
