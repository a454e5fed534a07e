package io.gleaner.objective;

import java.util.Arrays;

/**
 * How often two classes are there together: K × K running soft counts in which an unknown label
 * counts by its estimate, and two labels of an image as independent given their estimates. No
 * objective here reads it; it is for what judges one label by others, such as which unknown labels
 * an answer would settle. Memory is 8·K² bytes, and an image costs K² additions: 51 KB at K = 80,
 * 233 MB at K = 5,400.
 */
public final class CoOccurrence {
  private final int classes;
  private final double fade;
  private final double[] together;

  /**
   * Starts without a count.
   *
   * @param classes K
   * @param fade what is left of a count after an image, in (0, 1]; 1 forgets nothing
   */
  public CoOccurrence(int classes, double fade) {
    Parameters.require(classes >= 1, "classes", classes, "1 or more");
    Parameters.require(fade > 0 && fade <= 1, "count-fade", fade, "in (0, 1]");
    this.classes = classes;
    this.fade = fade;
    this.together = new double[Math.multiplyExact(classes, classes)];
  }

  /**
   * Counts one image.
   *
   * @param present per class the probability that it is there; 1 or 0 where that is known; [K]
   */
  public void observe(double[] present) {
    if (present.length != classes) {
      throw new IllegalArgumentException(
          "an image of %d classes, counted are %d".formatted(present.length, classes));
    }
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < classes; j++) {
        int at = i * classes + j;
        together[at] = together[at] * fade + (i == j ? present[i] : present[i] * present[j]);
      }
    }
  }

  /**
   * Adds what another has counted, of other images.
   *
   * @throws IllegalArgumentException if it counts another number of classes
   */
  public void merge(CoOccurrence other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "counts of %d classes cannot take up those of %d".formatted(classes, other.classes));
    }
    Arrays.setAll(together, at -> together[at] + other.together[at]);
  }

  /** P(j present | i present); NaN while class i was never there. */
  public double given(int i, int j) {
    return together[i * classes + j] / together[i * classes + i];
  }
}
