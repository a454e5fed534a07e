package io.gleaner.app.experiment;

import io.gleaner.evaluation.Truth;
import java.util.Arrays;

/** What is known of N images and K classes, one {@link Truth} code an entry. */
final class LabelMatrix {

  private final int images;
  private final int classes;
  private final byte[] codes;

  /** Nothing is known. */
  LabelMatrix(int images, int classes) {
    this.images = images;
    this.classes = classes;
    this.codes = new byte[Math.multiplyExact(images, classes)];
  }

  /** Another one that knows the same. */
  LabelMatrix copy() {
    LabelMatrix copy = new LabelMatrix(images, classes);
    System.arraycopy(codes, 0, copy.codes, 0, codes.length);
    return copy;
  }

  int images() {
    return images;
  }

  int classes() {
    return classes;
  }

  byte code(int image, int label) {
    return codes[image * classes + label];
  }

  boolean present(int image, int label) {
    return code(image, label) == Truth.PRESENT;
  }

  void set(int image, int label, byte code) {
    codes[image * classes + label] = code;
  }

  /** Sets all classes of an image. */
  void fill(int image, byte code) {
    Arrays.fill(codes, image * classes, (image + 1) * classes, code);
  }

  /** A copy of one image's codes. */
  byte[] row(int image) {
    return Arrays.copyOfRange(codes, image * classes, (image + 1) * classes);
  }

  void setRow(int image, byte[] row) {
    System.arraycopy(row, 0, codes, image * classes, classes);
  }

  /** How many classes are present on an image. */
  int positives(int image) {
    int count = 0;
    for (int k = 0; k < classes; k++) {
      count += present(image, k) ? 1 : 0;
    }
    return count;
  }

  /** On how many of these images each class is present, [K]. */
  int[] counts(int[] chosen) {
    int[] counts = new int[classes];
    for (int image : chosen) {
      for (int k = 0; k < classes; k++) {
        counts[k] += present(image, k) ? 1 : 0;
      }
    }
    return counts;
  }

  /** The mean number of present classes on these images: κ. */
  double meanPositives(int[] chosen) {
    return (double) Arrays.stream(counts(chosen)).sum() / chosen.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelMatrix that
        && classes == that.classes
        && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codes);
  }

  @Override
  public String toString() {
    return "LabelMatrix[%d x %d]".formatted(images, classes);
  }
}
