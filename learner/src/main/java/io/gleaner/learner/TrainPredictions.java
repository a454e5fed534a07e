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
    List<Prediction> predictions = new ArrayList<>(batch.size());
    for (int b = 0; b < batch.size(); b++) {
      Prediction.Builder prediction =
          Prediction.newBuilder()
              .setId(batch.ids().get(b))
              .setLineage(lineage)
              .setStep(step)
              .setPurpose(Prediction.Purpose.TRAIN)
              .setEprGradient(eprGradient)
              .setPriorVersion(priorVersion)
              .setLabelSpaceVersion(classes);
      for (int k = 0; k < classes; k++) {
        prediction.addProbabilities((float) probabilities[b * classes + k]);
      }
      predictions.add(prediction.build());
    }
    return predictions;
  }
}
