package io.gleaner.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Scores beside what is known, one row an image, one column a class. Grows as rows are added. */
public final class ScoredLabels {
  private final int classes;
  private final List<float[]> scores;
  private final List<byte[]> truth;

  /**
   * An empty store.
   *
   * @param images how many are expected; more may come
   * @param classes K, at least 1
   */
  public ScoredLabels(int images, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("needs at least one class, got " + classes);
    }
    this.classes = classes;
    this.scores = new ArrayList<>(images);
    this.truth = new ArrayList<>(images);
  }

  /**
   * Adds one image; both arrays are copied.
   *
   * @param probabilities K scores
   * @param truth K {@link Truth} codes
   */
  public void add(float[] probabilities, byte[] truth) {
    if (probabilities.length != classes || truth.length != classes) {
      throw new IllegalArgumentException(
          "expected %d classes, got %d scores and %d truth codes"
              .formatted(classes, probabilities.length, truth.length));
    }
    this.scores.add(probabilities.clone());
    this.truth.add(truth.clone());
  }

  public int images() {
    return scores.size();
  }

  public int classes() {
    return classes;
  }

  Ranking ofClass(int label) {
    float[] column = new float[images()];
    byte[] known = new byte[images()];
    for (int i = 0; i < column.length; i++) {
      column[i] = scores.get(i)[label];
      known[i] = truth.get(i)[label];
    }
    return Ranking.of(column, known);
  }

  /** One image's row; not to be changed. */
  float[] scores(int image) {
    return scores.get(image);
  }

  /** One image's row; not to be changed. */
  byte[] truth(int image) {
    return truth.get(image);
  }
}
