package io.gleaner.learner;

import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.QuantisedLogits;

/** Turns a label row into the observed codes and estimate probabilities that objectives read. */
final class EstimateProbabilities {
  /** Where the estimate of a label that was given starts, as in the label-estimator. */
  private static final double GIVEN = 0.995;

  private static final double[] BY_CODE = byCode();

  private EstimateProbabilities() {}

  private static double[] byCode() {
    double[] probabilities = new double[1 << Byte.SIZE];
    for (int code = Byte.MIN_VALUE; code <= Byte.MAX_VALUE; code++) {
      probabilities[code & 0xff] = 1 / (1 + Math.exp(-QuantisedLogits.decode((byte) code)));
    }
    return probabilities;
  }

  /**
   * Fills one image's part of the batch.
   *
   * @param priors where a class without an estimate stands
   */
  static void fill(LabelBatch batch, int row, LabelRow labels, float[] priors) {
    int classes = batch.classes();
    byte[] observed = batch.observed();
    double[] estimates = batch.estimates();
    int at = row * classes;
    for (int k = 0; k < classes; k++, at++) {
      observed[at] = labels.observed(k);
      estimates[at] =
          labels.estimated(k)
              ? BY_CODE[labels.estimate(k) & 0xff]
              : unseen(observed[at], priors[k]);
    }
  }

  private static double unseen(byte observed, float prior) {
    return switch (observed) {
      case LabelBatch.PRESENT -> GIVEN;
      case LabelBatch.ABSENT -> 1 - GIVEN;
      default -> prior;
    };
  }
}
