package io.gleaner.app.experiment;

import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.ArrayList;
import java.util.List;

/**
 * The label-estimator's closed-form step on rows in float: what 8 bits cost is the difference to
 * {@link EstimatorRows}. The learner is still told rounded numbers, but nothing is lost between the
 * steps.
 */
final class ExactRows implements Estimates {

  private final RoleEstimates step;
  private final LabelMatrix observed;
  private final float[] table;
  private final SoftLabelMessages messages;

  ExactRows(RoleEstimates step, Dataset data, ClassPriors priors) {
    this.step = step;
    this.observed = data.observed();
    float[] prior = Start.logits(priors);
    this.table = Start.table(data, k -> prior[k]);
    this.messages = new SoftLabelMessages(observed, table);
  }

  @Override
  public List<SoftLabels> after(List<Prediction> predictions) {
    List<SoftLabels> moved = new ArrayList<>(predictions.size());
    for (Prediction prediction : predictions) {
      int image = ImageIds.row(prediction.getId());
      int from = image * observed.classes();
      for (int k = 0; k < observed.classes(); k++) {
        table[from + k] =
            (float)
                step.step(
                    table[from + k],
                    observed.code(image, k),
                    prediction.getProbabilities(k),
                    prediction.getEprGradient());
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
