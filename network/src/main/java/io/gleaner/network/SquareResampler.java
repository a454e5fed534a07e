package io.gleaner.network;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;

/**
 * Cuts the centre square out of a picture and resamples it bilinearly to S×S channel planes in one
 * pass. Meant for scale factors near 1: ingest has already scaled the picture's short side,
 * smoothly.
 */
final class SquareResampler {

  private static final int CHANNELS = 3;
  private static final int FRACTION_BITS = 8;
  private static final int ONE = 1 << FRACTION_BITS;

  private final int side;
  private final int[] left;
  private final int[] right;
  private final int[] weight;

  SquareResampler(int side) {
    this.side = side;
    this.left = new int[side];
    this.right = new int[side];
    this.weight = new int[side];
  }

  void resample(BufferedImage image, byte[] chw) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] bgr = bgr(image);
    int square = Math.min(width, height);
    double step = (double) square / side;
    double cropX = (width - square) / 2.0;
    double cropY = (height - square) / 2.0;
    for (int i = 0; i < side; i++) {
      double x = clamp(cropX + (i + 0.5) * step - 0.5, width - 1);
      left[i] = CHANNELS * (int) x;
      right[i] = CHANNELS * Math.min((int) x + 1, width - 1);
      weight[i] = (int) Math.round((x - (int) x) * ONE);
    }
    for (int row = 0; row < side; row++) {
      double y = clamp(cropY + (row + 0.5) * step - 0.5, height - 1);
      int floor = (int) y;
      int upper = floor * width * CHANNELS;
      int lower = Math.min(floor + 1, height - 1) * width * CHANNELS;
      row(bgr, upper, lower, (int) Math.round((y - floor) * ONE), chw, row * side);
    }
  }

  private static double clamp(double value, int max) {
    return Math.max(0, Math.min(max, value));
  }

  private void row(byte[] bgr, int upper, int lower, int vertical, byte[] chw, int at) {
    int plane = side * side;
    for (int channel = 0; channel < CHANNELS; channel++) {
      // the source is blue, green, red; the planes are red, green, blue
      int from = CHANNELS - 1 - channel;
      int to = channel * plane + at;
      for (int i = 0; i < side; i++) {
        int l = left[i] + from;
        int r = right[i] + from;
        int top = mix(bgr[upper + l] & 0xFF, bgr[upper + r] & 0xFF, weight[i]);
        int bottom = mix(bgr[lower + l] & 0xFF, bgr[lower + r] & 0xFF, weight[i]);
        int value = top * (ONE - vertical) + bottom * vertical;
        chw[to + i] = (byte) ((value + (1 << (2 * FRACTION_BITS - 1))) >> (2 * FRACTION_BITS));
      }
    }
  }

  private static int mix(int a, int b, int weight) {
    return a * (ONE - weight) + b * weight;
  }

  /** The picture's own bytes where it is plain BGR, as ImageIO gives RGB JPEGs; else converted. */
  private static byte[] bgr(BufferedImage image) {
    BufferedImage plain = image;
    if (image.getType() != BufferedImage.TYPE_3BYTE_BGR || image.getRaster().getParent() != null) {
      plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
      plain.getGraphics().drawImage(image, 0, 0, null);
    }
    DataBuffer buffer = plain.getRaster().getDataBuffer();
    return ((DataBufferByte) buffer).getData();
  }
}
