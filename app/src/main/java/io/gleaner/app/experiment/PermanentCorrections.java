package io.gleaner.app.experiment;

import com.google.protobuf.ByteString;
import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.LargeLoss;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * LL-Cp of Kim et al., "Large Loss Matters in Weakly Supervised Multi-Label Classification" (CVPR
 * 2022): an unknown label whose loss is among a batch's largest counts as observed present from
 * then on. Nobody is asked, so what was observed stays as it is, and this keeps a copy.
 */
final class PermanentCorrections implements Estimates {

  /** A prediction is a float: further from one half its logit says no more. */
  private static final double NEAREST = 1e-7;

  private final LargeLoss loss;
  private final LabelMatrix corrected;
  private final LabelBatch batch;
  private final int images;
  private long trained;
  private long revision;

  /**
   * Begins with what is observed.
   *
   * @param loss of scheme {@link LargeLoss.Scheme#CORRECT_PERMANENTLY}
   * @param train rows of the images to train on
   * @param batchSize images a step at most
   */
  PermanentCorrections(LargeLoss loss, LabelMatrix observed, int[] train, int batchSize) {
    this.loss = loss;
    this.corrected = new LabelMatrix(observed.images(), observed.classes());
    for (int image : train) {
      corrected.setRow(image, observed.row(image));
    }
    this.batch = new LabelBatch(batchSize, corrected.classes());
    this.images = train.length;
  }

  @Override
  public List<SoftLabels> after(List<Prediction> predictions) {
    if (predictions.isEmpty()) {
      return List.of();
    }
    batch.size(predictions.size());
    // The pass over the images, as the learner counts it.
    batch.epoch((int) (1 + trained / images));
    trained += predictions.size();
    for (int b = 0; b < predictions.size(); b++) {
      fill(b, predictions.get(b));
    }
    Set<Integer> changed = new TreeSet<>();
    loss.corrections(batch, entry -> changed.add(correct(predictions, entry)));
    return changed.stream().map(this::message).toList();
  }

  private void fill(int b, Prediction prediction) {
    int image = ImageIds.row(prediction.getId());
    for (int k = 0; k < corrected.classes(); k++) {
      double p = Math.max(NEAREST, Math.min(1 - NEAREST, prediction.getProbabilities(k)));
      batch.logits()[b * corrected.classes() + k] = Math.log(p / (1 - p));
      batch.observed()[b * corrected.classes() + k] = corrected.code(image, k);
    }
  }

  private int correct(List<Prediction> predictions, int entry) {
    int image = ImageIds.row(predictions.get(entry / corrected.classes()).getId());
    corrected.set(image, entry % corrected.classes(), LabelBatch.PRESENT);
    return image;
  }

  private SoftLabels message(int image) {
    return SoftLabels.newBuilder()
        .setId(ImageIds.of(image))
        .setObserved(ByteString.copyFrom(corrected.row(image)))
        .setRevision(++revision)
        .setLabelSpaceVersion(corrected.classes())
        .build();
  }

  @Override
  public boolean any() {
    return false;
  }

  @Override
  public void logits(int image, float[] into) {
    throw new IllegalStateException("corrected labels are no estimates");
  }
}
