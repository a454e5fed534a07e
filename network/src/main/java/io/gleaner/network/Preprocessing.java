package io.gleaner.network;

/**
 * Turns the JPEG of a {@code Sample} record into a network's input: the centre square, resampled to
 * S×S, as channel planes of bytes. Learner and serving both use this, so they cannot disagree.
 *
 * <p>Keeps its buffers between calls, hence not thread-safe: one for each thread.
 */
public final class Preprocessing {

  private static final int CHANNELS = 3;

  private final int side;
  private final JpegDecoder decoder = new JpegDecoder();
  private final SquareResampler resampler;

  /**
   * For one size of input.
   *
   * @param side S, the side of the network's input in pixels
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
   * Decodes one image.
   *
   * @param jpeg an upright RGB JPEG
   * @param chw receives 3·S·S bytes: red, green and blue plane, rows from the top
   * @throws InvalidImageException if the bytes cannot be decoded completely
   */
  public void decode(byte[] jpeg, byte[] chw) throws InvalidImageException {
    resampler.resample(decoder.decode(jpeg), chw);
  }
}
