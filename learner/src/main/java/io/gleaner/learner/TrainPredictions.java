package io.gleaner.learner;

import io.gleaner.protocol.v1.Prediction;
import java.util.ArrayList;
import java.util.List;

/** What the network thought of each image of a batch when it was trained on. */
final class TrainPredictions {
  private TrainPredictions() {}

  /**
   * One TRAIN prediction for each image.
   *
   * @param batch after its forward pass
   * @param eprGradient λ(κ̂ − κ)/K of the batch
   */
  static List<Prediction> of(
      TrainingBatch batch, long lineage, long step, long priorVersion, double eprGradient) {
    int classes = batch.labels().classes();
    double[] probabilities = batch.labels().probabilities();
    Prediction common = common(classes, lineage, step, priorVersion, eprGradient);
    List<Prediction> predictions = new ArrayList<>(batch.size());
    for (int b = 0; b < batch.size(); b++) {
      Prediction.Builder prediction = common.toBuilder().setId(batch.ids().get(b));
      for (int k = 0; k < classes; k++) {
        prediction.setProbabilities(k, (float) probabilities[b * classes + k]);
      }
      predictions.add(prediction.build());
    }
    return predictions;
  }

  /** With K probabilities in place, so that no list grows number by number. */
  private static Prediction common(
      int classes, long lineage, long step, long priorVersion, double eprGradient) {
    Prediction.Builder common =
        Prediction.newBuilder()
            .setLineage(lineage)
            .setStep(step)
            .setPurpose(Prediction.Purpose.TRAIN)
            .setEprGradient(eprGradient)
            .setPriorVersion(priorVersion)
            .setLabelSpaceVersion(classes);
    for (int k = 0; k < classes; k++) {
      common.addProbabilities(0);
    }
    return common.build();
  }
}
