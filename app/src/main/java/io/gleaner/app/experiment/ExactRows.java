package io.gleaner.app.experiment;

import io.gleaner.estimator.ExactEstimateRows;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.ArrayList;
import java.util.List;

/**
 * The label-estimator's rows in double: what 8 bits cost is the difference to {@link
 * EstimatorRows}. The learner is still told rounded numbers, but nothing is lost between the steps.
 */
final class ExactRows implements Estimates {

  private final ExactEstimateRows rows;
  private final int classes;
  private final float[] table;
  private final SoftLabelMessages messages;

  ExactRows(LabelEstimatorConfig config, Dataset data, ClassPriors priors) {
    this.rows = new ExactEstimateRows(config);
    this.classes = data.observed().classes();
    float[] prior = Start.logits(priors);
    this.table = Start.table(data, k -> prior[k]);
    this.messages = new SoftLabelMessages(data.observed(), table);
    rows.accept(priors);
    for (int image : data.train()) {
      rows.accept(EstimatorRows.event(data.observed(), image));
    }
  }

  @Override
  public List<SoftLabels> after(List<Prediction> predictions) {
    List<SoftLabels> moved = new ArrayList<>(predictions.size());
    for (Prediction prediction : predictions) {
      rows.step(
          prediction.getId(),
          prediction.getLineage(),
          prediction.getStep(),
          prediction.getProbabilitiesList().stream().mapToDouble(Float::doubleValue).toArray(),
          prediction.getEprGradient(),
          prediction.getPriorVersion());
      int image = ImageIds.row(prediction.getId());
      double[] logits = rows.logits(prediction.getId());
      for (int k = 0; k < classes; k++) {
        table[image * classes + k] = (float) logits[k];
      }
      moved.add(messages.of(image));
    }
    return moved;
  }

  @Override
  public void logits(int image, float[] into) {
    System.arraycopy(table, image * into.length, into, 0, into.length);
  }
}
