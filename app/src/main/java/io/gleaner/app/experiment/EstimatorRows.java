package io.gleaner.app.experiment;

import io.gleaner.estimator.EstimateRows;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.estimator.Question;
import io.gleaner.evaluation.Truth;
import io.gleaner.objective.QuantisedLogits;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The label-estimator's own rows, in 8 bits. */
final class EstimatorRows implements Estimates {

  private static final String SOURCE = "experiment";
  private static final long LABELS_MILLIS = 1;
  private static final long PREDICTIONS_MILLIS = 2;
  private static final long ANSWERS_MILLIS = 3;

  private final EstimateRows rows;
  private final float[] priorLogits;
  private final Map<Integer, SoftLabels> newest = new HashMap<>();

  /**
   * Tells the estimator every label of the training images.
   *
   * @param priors where rows start, under the version that predictions name
   */
  EstimatorRows(LabelEstimatorConfig config, Dataset data, ClassPriors priors) {
    this.rows = new EstimateRows(config);
    this.priorLogits = Start.logits(priors);
    rows.accept(priors);
    for (int image : data.train()) {
      rows.accept(event(data.observed(), image)).ifPresent(this::keep);
    }
  }

  /** Every label of an image, said once. */
  static LabelEvent event(LabelMatrix observed, int image) {
    LabelEvent.Builder event =
        LabelEvent.newBuilder()
            .setId(ImageIds.of(image))
            .setSource(SOURCE)
            .setTimeMillis(LABELS_MILLIS)
            .setLabelSpaceVersion(observed.classes());
    for (int k = 0; k < observed.classes(); k++) {
      if (observed.code(image, k) == Truth.PRESENT) {
        event.addPresent(k);
      } else if (observed.code(image, k) == Truth.ABSENT) {
        event.addAbsent(k);
      }
    }
    return event.build();
  }

  @Override
  public List<SoftLabels> after(List<Prediction> predictions) {
    List<SoftLabels> moved = new ArrayList<>(predictions.size());
    for (Prediction prediction : predictions) {
      rows.accept(prediction, PREDICTIONS_MILLIS).ifPresent(moved::add);
    }
    moved.forEach(this::keep);
    return moved;
  }

  /** Takes in another version of the class priors, before a prediction or a question names it. */
  void accept(ClassPriors priors) {
    rows.accept(priors);
  }

  /** What the stage would ask about an image, however little it is worth. */
  Optional<Question> question(int image, long priorVersion) {
    return rows.question(ImageIds.of(image), priorVersion);
  }

  /**
   * What an annotator says of one class.
   *
   * @return the image's new soft labels
   */
  SoftLabels answer(int image, int label, boolean present) {
    LabelEvent.Builder event =
        LabelEvent.newBuilder()
            .setId(ImageIds.of(image))
            .setSource("annotator")
            .setTimeMillis(ANSWERS_MILLIS)
            .setLabelSpaceVersion(priorLogits.length);
    SoftLabels labels =
        rows.accept(present ? event.addPresent(label).build() : event.addAbsent(label).build())
            .orElseThrow();
    keep(labels);
    return labels;
  }

  private void keep(SoftLabels labels) {
    newest.put(ImageIds.row(labels.getId()), labels);
  }

  @Override
  public void logits(int image, float[] into) {
    SoftLabels labels = newest.get(image);
    for (int k = 0; k < into.length; k++) {
      into[k] =
          labels != null && k < labels.getEstimates().size()
              ? QuantisedLogits.decode(labels.getEstimates().byteAt(k))
              : priorLogits[k];
    }
  }
}
