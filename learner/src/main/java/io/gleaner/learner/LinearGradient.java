package io.gleaner.learner;

import java.util.Arrays;

/**
 * The gradient of a linear layer on plain arrays. The inner loops run along the features, where the
 * compiler can use vector instructions, over a part of them that stays in the first-level cache for
 * all classes; eight images at a time, so that a sum is loaded and stored once for eight products.
 */
final class LinearGradient {
  private static final int TILE = 512;
  private static final int IMAGES = 8;

  private LinearGradient() {}

  /**
   * dW = Gᵀ X, overwriting.
   *
   * @param slope G, [B, K]
   * @param features X, [B, F]
   * @param gradient dW, [K, F]
   */
  static void weight(float[] slope, float[] features, int images, float[] gradient, int classes) {
    int length = gradient.length / classes;
    for (int from = 0; from < length; from += TILE) {
      int to = Math.min(from + TILE, length);
      for (int k = 0; k < classes; k++) {
        row(slope, features, images, classes, k, gradient, length, from, to);
      }
    }
  }

  private static void row(
      float[] slope,
      float[] features,
      int images,
      int classes,
      int k,
      float[] gradient,
      int length,
      int from,
      int to) {
    int row = k * length;
    Arrays.fill(gradient, row + from, row + to, 0);
    int b = 0;
    for (; b + IMAGES <= images; b += IMAGES) {
      int s = b * classes + k;
      eight(
          slope[s],
          slope[s + classes],
          slope[s + 2 * classes],
          slope[s + 3 * classes],
          slope[s + 4 * classes],
          slope[s + 5 * classes],
          slope[s + 6 * classes],
          slope[s + 7 * classes],
          features,
          b * length + from,
          length,
          gradient,
          row + from,
          to - from);
    }
    for (; b < images; b++) {
      one(slope[b * classes + k], features, b * length + from, gradient, row + from, to - from);
    }
  }

  private static void eight(
      float s0,
      float s1,
      float s2,
      float s3,
      float s4,
      float s5,
      float s6,
      float s7,
      float[] x,
      int at,
      int length,
      float[] sum,
      int into,
      int count) {
    int a1 = at + length;
    int a2 = a1 + length;
    int a3 = a2 + length;
    int a4 = a3 + length;
    int a5 = a4 + length;
    int a6 = a5 + length;
    int a7 = a6 + length;
    for (int j = 0; j < count; j++) {
      sum[into + j] +=
          s0 * x[at + j]
              + s1 * x[a1 + j]
              + s2 * x[a2 + j]
              + s3 * x[a3 + j]
              + s4 * x[a4 + j]
              + s5 * x[a5 + j]
              + s6 * x[a6 + j]
              + s7 * x[a7 + j];
    }
  }

  private static void one(float s, float[] x, int at, float[] sum, int into, int count) {
    for (int j = 0; j < count; j++) {
      sum[into + j] += s * x[at + j];
    }
  }

  /**
   * db = Gᵀ 1, overwriting.
   *
   * @param slope G, [B, K]
   * @param gradient db, [K]
   */
  static void bias(float[] slope, int images, float[] gradient) {
    Arrays.fill(gradient, 0);
    for (int b = 0; b < images; b++) {
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] += slope[b * gradient.length + k];
      }
    }
  }
}
