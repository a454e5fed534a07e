package io.gleaner.learner;

import io.gleaner.network.PixelBatch;
import io.gleaner.objective.LabelBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One step's images: ids, varied pixels, labels and estimates; reused from step to step. */
final class TrainingBatch {
  private final ReplayBuffer buffer;
  private final ImageSource images;
  private final Augmentation augmentation;
  private final PixelBatch pixels;
  private final LabelBatch labels;
  private final byte[] varied;
  private final List<String> ids = new ArrayList<>();
  private final List<LabelRow> rows = new ArrayList<>();

  TrainingBatch(
      ReplayBuffer buffer, ImageSource images, LearnerConfig config, int side, int classes) {
    this.buffer = buffer;
    this.images = images;
    this.augmentation = new Augmentation(config.augmentation(), side);
    this.pixels = new PixelBatch(config.batchSize(), side);
    this.labels = new LabelBatch(config.batchSize(), classes);
    this.varied = new byte[3 * side * side];
  }

  /**
   * Fills it anew.
   *
   * @param members ids of images in the buffer, at least one
   * @param priors where rows without estimates stand
   */
  void fill(List<String> members, float[] priors, SplittableRandom random) {
    ids.clear();
    rows.clear();
    pixels.clear();
    labels.size(members.size());
    for (String id : members) {
      LabelRow row = buffer.labels(id);
      if (row == null) {
        throw new IllegalStateException("image " + id + " has no label row");
      }
      EstimateProbabilities.fill(labels, ids.size(), row, priors);
      augmentation.apply(images.pixels(id), varied, random);
      pixels.add(varied);
      ids.add(id);
      rows.add(row);
    }
  }

  int size() {
    return ids.size();
  }

  List<String> ids() {
    return ids;
  }

  /** The label row of an image, as it was when the batch was filled. */
  LabelRow row(int index) {
    return rows.get(index);
  }

  PixelBatch pixels() {
    return pixels;
  }

  LabelBatch labels() {
    return labels;
  }
}
