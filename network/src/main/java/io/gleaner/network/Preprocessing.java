package io.gleaner.network;

import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * Turns the JPEG of a {@code Sample} record into a network's input: the centre square (or, in
 * training, a random one, perhaps mirrored), resampled to S×S, as channel planes of bytes. Learner
 * and serving both use this, so they cannot disagree.
 *
 * <p>Keeps its buffers between calls, hence not thread-safe: one for each thread.
 */
public final class Preprocessing {

  private static final int CHANNELS = 3;

  private final int side;
  private final JpegDecoder decoder = new JpegDecoder();
  private final SquareResampler resampler;

  /**
   * @param side S, the side of the network's input
   */
  public Preprocessing(int side) {
    this.side = side;
    this.resampler = new SquareResampler(side);
  }

  /** Bytes that one image takes: 3·S·S. */
  public int imageBytes() {
    return CHANNELS * side * side;
  }

  /**
   * Decodes for scoring: the centre square.
   *
   * @param jpeg an upright RGB JPEG
   * @param chw receives 3·S·S bytes: red, green and blue plane, rows from the top
   * @throws InvalidImageException if the bytes cannot be decoded completely
   */
  public void decode(byte[] jpeg, byte[] chw) throws InvalidImageException {
    BufferedImage image = decoder.decode(jpeg);
    resampler.resample(image, Crop.centre(image.getWidth(), image.getHeight()), chw);
  }

  /**
   * Decodes for training: a random square, mirrored half the time.
   *
   * @param minScale smallest side of the square in parts of the picture's short side, in (0, 1]
   * @param random source of the choice; the same state gives the same pixels
   */
  public void decodeAugmented(byte[] jpeg, byte[] chw, double minScale, RandomGenerator random)
      throws InvalidImageException {
    if (!(minScale > 0 && minScale <= 1)) {
      throw new IllegalArgumentException(
          "smallest crop is " + minScale + ", but must be in (0, 1]");
    }
    BufferedImage image = decoder.decode(jpeg);
    Crop crop = Crop.random(image.getWidth(), image.getHeight(), minScale, random);
    resampler.resample(image, crop, chw);
  }
}
