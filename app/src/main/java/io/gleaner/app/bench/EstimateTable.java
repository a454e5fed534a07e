package io.gleaner.app.bench;

import com.google.protobuf.ByteString;
import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.QuantisedLogits;
import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.Arrays;

/**
 * Every image's observed labels and estimates in 8 bits, [N, K], moved by predictions with the
 * label-estimator's own arithmetic. Images are numbered, and their ids are the numbers.
 */
final class EstimateTable {

  private static final double GIVEN = 0.995;

  private final RoleEstimates estimates = new RoleEstimates();
  private final int classes;
  private final byte[][] observed;
  private final byte[][] codes;
  private final int[] revisions;
  private final float[] logits;
  private final float[] probabilities;

  /**
   * One present label for each image, class by class in turn; the rest stands at the prior.
   *
   * @param kappa present labels an image has on average
   */
  EstimateTable(int images, int classes, double kappa) {
    this.classes = classes;
    this.observed = new byte[images][classes];
    this.codes = new byte[images][classes];
    this.revisions = new int[images];
    this.logits = new float[classes];
    this.probabilities = new float[classes];
    byte prior = QuantisedLogits.nearest(logit(Math.min(0.5, kappa / classes)));
    for (int image = 0; image < images; image++) {
      Arrays.fill(codes[image], prior);
      observed[image][image % classes] = LabelBatch.PRESENT;
      codes[image][image % classes] = QuantisedLogits.nearest(logit(GIVEN));
    }
  }

  private static float logit(double probability) {
    return (float) Math.log(probability / (1 - probability));
  }

  /** The observed codes of an image, [K]; not to be changed. */
  byte[] observed(int image) {
    return observed[image];
  }

  /** One image's row moves, and is told to the learner. */
  SoftLabels after(Prediction prediction) {
    int image = Integer.parseInt(prediction.getId());
    QuantisedLogits.decode(codes[image], logits);
    for (int k = 0; k < classes; k++) {
      probabilities[k] = prediction.getProbabilities(k);
    }
    estimates.update(logits, observed[image], probabilities, prediction.getEprGradient());
    QuantisedLogits.encode(
        logits, image, prediction.getLineage(), prediction.getStep(), codes[image]);
    return SoftLabels.newBuilder()
        .setId(prediction.getId())
        .setObserved(ByteString.copyFrom(observed[image]))
        .setEstimates(ByteString.copyFrom(codes[image]))
        .setRevision(++revisions[image])
        .setLineage(prediction.getLineage())
        .setStep(prediction.getStep())
        .setLabelSpaceVersion(classes)
        .build();
  }
}
