package io.gleaner.objective;

import java.util.Arrays;

/**
 * How many images carry each class, out of how many: fixed, or a running soft count in which an
 * unknown label counts by its estimate.
 */
public final class ClassCounts {
  private final boolean running;
  private final double fade;
  private final double prior;
  private double[] present;
  private double images;

  private ClassCounts(boolean running, double fade, double prior, double[] present, double images) {
    this.running = running;
    this.fade = fade;
    this.prior = prior;
    this.present = present;
    this.images = images;
  }

  /**
   * Counts that stay.
   *
   * @param present images with each class, by class index
   * @param images images altogether
   */
  public static ClassCounts fixed(double[] present, double images) {
    Parameters.require(images > 0, "images", images, "above 0");
    return new ClassCounts(false, 1, 0, present.clone(), images);
  }

  /**
   * Counts that follow the batches.
   *
   * @param fade what is left of a count after a batch, in (0, 1]; 1 forgets nothing
   * @param prior images with each class, and as many without, that are counted from the start
   */
  public static ClassCounts running(double fade, double prior) {
    Parameters.require(fade > 0 && fade <= 1, "count-fade", fade, "in (0, 1]");
    Parameters.require(prior > 0, "count-prior", prior, "above 0");
    return new ClassCounts(true, fade, prior, new double[0], 2 * prior);
  }

  /**
   * Counts a batch, if the counts run; checks that there is a count for every class if they stay.
   */
  void observe(LabelBatch batch) {
    if (!running) {
      if (present.length != batch.classes()) {
        throw new IllegalArgumentException(
            "there are counts for %d classes, the batch has %d"
                .formatted(present.length, batch.classes()));
      }
      return;
    }
    grow(batch.classes());
    for (int k = 0; k < present.length; k++) {
      present[k] *= fade;
    }
    for (int b = 0; b < batch.size(); b++) {
      for (int k = 0, i = b * batch.classes(); k < batch.classes(); k++, i++) {
        byte observed = batch.observed()[i];
        if (observed != LabelBatch.ABSENT) {
          present[k] += observed == LabelBatch.PRESENT ? 1 : batch.estimates()[i];
        }
      }
    }
    images = images * fade + batch.size();
  }

  private void grow(int classes) {
    if (present.length < classes) {
      int known = present.length;
      present = Arrays.copyOf(present, classes);
      Arrays.fill(present, known, classes, prior);
    }
  }

  /** Images with class {@code k}; at least half an image, so that its logarithms stay finite. */
  double present(int k) {
    return Math.max(present[k], 0.5);
  }

  /** Images counted. */
  double images() {
    return images;
  }

  boolean isRunning() {
    return running;
  }

  double[] state() {
    if (!running) {
      return new double[0];
    }
    double[] state = new double[present.length + 1];
    state[0] = images;
    System.arraycopy(present, 0, state, 1, present.length);
    return state;
  }

  void restore(double[] state) {
    Parameters.require((state.length > 0) == running, "length of the state", state.length, "K + 1");
    if (running) {
      images = state[0];
      present = Arrays.copyOfRange(state, 1, state.length);
    }
  }
}
