package io.gleaner.learner;

import java.util.Arrays;

/**
 * The gradient of a linear layer on plain arrays.
 *
 * <p>The compiler makes vector instructions of the inner loop only because it runs over whole
 * arrays that are all different: the same loop over parts of one array is five times as slow. Hence
 * the copies of a part of the features, an array an image, which then stay in the first-level cache
 * for all classes. Four images at a time: with eight there are too few registers.
 */
final class LinearGradient {
  private static final int TILE = 512;
  private static final int GROUP = 4;

  private final float[][] tiles;
  private final float[] sum = new float[TILE];

  /**
   * For batches of up to so many images.
   *
   * @param capacity at least 1
   */
  LinearGradient(int capacity) {
    this.tiles = new float[(capacity + GROUP - 1) / GROUP * GROUP][TILE];
  }

  /**
   * dW = Gᵀ X, overwriting.
   *
   * @param slope G, [B, K]
   * @param features X, [B, F]
   * @param gradient dW, [K, F]
   */
  void weight(float[] slope, float[] features, int images, float[] gradient, int classes) {
    int length = gradient.length / classes;
    for (int from = 0; from < length; from += TILE) {
      int count = Math.min(TILE, length - from);
      for (int b = 0; b < images; b++) {
        System.arraycopy(features, b * length + from, tiles[b], 0, count);
      }
      for (int k = 0; k < classes; k++) {
        Arrays.fill(sum, 0);
        for (int b = 0; b < images; b += GROUP) {
          add(slope, b, images, k, classes);
        }
        System.arraycopy(sum, 0, gradient, k * length + from, count);
      }
    }
  }

  private void add(float[] slope, int b, int images, int k, int classes) {
    add(
        at(slope, b, images, k, classes),
        at(slope, b + 1, images, k, classes),
        at(slope, b + 2, images, k, classes),
        at(slope, b + 3, images, k, classes),
        tiles[b],
        tiles[b + 1],
        tiles[b + 2],
        tiles[b + 3],
        sum);
  }

  // An image that is not there counts nothing; its tile holds an earlier batch's numbers.
  private static float at(float[] slope, int b, int images, int k, int classes) {
    return b < images ? slope[b * classes + k] : 0;
  }

  private static void add(
      float s0,
      float s1,
      float s2,
      float s3,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += s0 * x0[j] + s1 * x1[j] + s2 * x2[j] + s3 * x3[j];
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
