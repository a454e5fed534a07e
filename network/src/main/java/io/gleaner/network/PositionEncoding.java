package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Sines and cosines that tell the places of a feature map apart (Carion et al., End-to-End Object
 * Detection with Transformers, 2020, Appendix A.4, as in DETR's code): the first half of the
 * channels is for the row, the second for the column; even channels are sines, odd ones cosines.
 */
final class PositionEncoding {

  private static final double TEMPERATURE = 10_000;
  private static final double EPSILON = 1e-6;

  private final int width;
  private int height;
  private int breadth;
  private float[] values = {};

  /**
   * @param width d, a multiple of 4
   */
  PositionEncoding(int width) {
    this.width = width;
  }

  /** The encoding of an h×w map, [1, h·w, d]. */
  NDArray of(NDManager manager, int h, int w) {
    if (h != height || w != breadth) {
      values = compute(h, w);
      height = h;
      breadth = w;
    }
    return manager.create(values, new Shape(1, (long) h * w, width));
  }

  private float[] compute(int h, int w) {
    float[] encoded = new float[h * w * width];
    int half = width / 2;
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int at = (y * w + x) * width;
        for (int channel = 0; channel < half; channel++) {
          encoded[at + channel] = value(y, h, channel, half);
          encoded[at + half + channel] = value(x, w, channel, half);
        }
      }
    }
    return encoded;
  }

  private static float value(int place, int places, int channel, int channels) {
    double angle = 2 * Math.PI * (place + 1) / (places + EPSILON);
    int pair = channel / 2;
    double frequency = Math.pow(TEMPERATURE, 2.0 * pair / channels);
    double phase = angle / frequency;
    return (float) (channel % 2 == 0 ? Math.sin(phase) : Math.cos(phase));
  }
}
