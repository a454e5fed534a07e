package io.gleaner.learner;

import io.gleaner.objective.LabelBatch;
import java.util.ArrayList;
import java.util.List;

/** One step's images: ids, labels and estimates; reused from step to step. */
final class TrainingBatch {
  private final ReplayBuffer buffer;
  private final LabelBatch labels;
  private final List<String> ids = new ArrayList<>();
  private final List<LabelRow> rows = new ArrayList<>();

  TrainingBatch(ReplayBuffer buffer, int capacity, int classes) {
    this.buffer = buffer;
    this.labels = new LabelBatch(capacity, classes);
  }

  /**
   * Fills it anew.
   *
   * @param members ids of images in the buffer, at least one
   * @param priors where rows without estimates stand
   */
  void fill(List<String> members, float[] priors) {
    ids.clear();
    rows.clear();
    labels.size(members.size());
    for (String id : members) {
      LabelRow row = buffer.labels(id);
      if (row == null) {
        throw new IllegalStateException("image " + id + " has no label row");
      }
      EstimateProbabilities.fill(labels, ids.size(), row, priors);
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

  LabelBatch labels() {
    return labels;
  }
}
