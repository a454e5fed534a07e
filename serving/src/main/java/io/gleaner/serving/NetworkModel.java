package io.gleaner.serving;

import io.gleaner.network.InvalidImageException;
import io.gleaner.network.PixelBatch;
import io.gleaner.network.Preprocessing;
import io.gleaner.network.Scorer;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ModelVersion;

/** A model loaded from a checkpoint. */
final class NetworkModel implements Model {
  private final ModelVersion about;
  private final Scorer scorer;
  private final Preprocessing preprocessing;
  private final PixelBatch batch;
  private final byte[] pixels;

  /**
   * Takes the scorer over.
   *
   * @param capacity images a batch
   */
  NetworkModel(ModelVersion about, Scorer scorer, int capacity) {
    this.about = about;
    this.scorer = scorer;
    this.preprocessing = new Preprocessing(scorer.spec().inputSize());
    this.batch = new PixelBatch(capacity, scorer.spec().inputSize());
    this.pixels = new byte[preprocessing.imageBytes()];
  }

  @Override
  public ModelVersion about() {
    return about;
  }

  @Override
  public ServedVersion version() {
    return ServedVersion.of(about);
  }

  @Override
  public int classes() {
    return scorer.spec().classes();
  }

  @Override
  public int capacity() {
    return batch.capacity();
  }

  @Override
  public void add(byte[] jpeg) throws BadImageException {
    try {
      preprocessing.decode(jpeg, pixels);
    } catch (InvalidImageException e) {
      throw new BadImageException(
          RejectionReason.UNDECODABLE_IMAGE, String.valueOf(e.getMessage()), e);
    }
    batch.add(pixels);
  }

  @Override
  public void score(float[] probabilities, float[] projections) {
    try {
      scorer.score(batch, probabilities, projections);
    } finally {
      batch.clear();
    }
  }

  @Override
  public void close() {
    scorer.close();
  }
}
