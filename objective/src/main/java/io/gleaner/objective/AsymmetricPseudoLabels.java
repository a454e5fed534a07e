package io.gleaner.objective;

/**
 * The selection of asymmetric pseudo-labels, Zhou et al. (ECCV 2022): after each epoch from the
 * warm-up on, each class's least likely unknown labels get an absent pseudo-label whose soft target
 * is their probability. No present pseudo-labels are given: those would be wrong too often.
 *
 * @param proportion of each class's unknown labels that have one in the end, 0.9 as published
 * @param epochs of the training, 10 as published
 * @param warmup epochs without selection, 5 as published for VOC and COCO
 */
public record AsymmetricPseudoLabels(double proportion, int epochs, int warmup) {

  /** Refuses values outside their ranges. */
  public AsymmetricPseudoLabels {
    Parameters.require(proportion >= 0 && proportion <= 1, "proportion", proportion, "in [0, 1]");
    Parameters.require(warmup < epochs, "warmup", warmup, "below the number of epochs");
  }

  /**
   * Adds one epoch's pseudo-labels: writes {@link LabelBatch#pseudo} and {@link
   * LabelBatch#estimates} of the selected entries.
   *
   * @param images all images, with {@link LabelBatch#probabilities} of the network as it stands
   */
  public void select(LabelBatch images) {
    double[] free = images.scratch(images.size());
    for (int k = 0; k < images.classes(); k++) {
      int unknown = 0;
      int count = 0;
      for (int i = k; i < images.entries(); i += images.classes()) {
        if (images.observed()[i] == LabelBatch.UNKNOWN) {
          unknown++;
          if (images.pseudo()[i] == LabelBatch.UNKNOWN) {
            free[count++] = -images.probabilities()[i];
          }
        }
      }
      int wanted = Math.min(count, (int) (proportion * unknown / (epochs - warmup)));
      if (wanted > 0) {
        label(images, k, -Selection.largest(free, 0, count, wanted), wanted);
      }
    }
  }

  private static void label(LabelBatch images, int k, double threshold, int wanted) {
    int left = wanted;
    for (int i = k; left > 0 && i < images.entries(); i += images.classes()) {
      if (images.observed()[i] == LabelBatch.UNKNOWN
          && images.pseudo()[i] == LabelBatch.UNKNOWN
          && images.probabilities()[i] <= threshold) {
        images.pseudo()[i] = LabelBatch.ABSENT;
        images.estimates()[i] = images.probabilities()[i];
        left--;
      }
    }
  }
}
