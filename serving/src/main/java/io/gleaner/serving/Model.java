package io.gleaner.serving;

import io.gleaner.protocol.v1.ModelVersion;

/**
 * One thread's copy of a served model. Images are added to a batch, then scored together. Used by
 * one thread at a time; whoever holds it closes it.
 */
interface Model extends AutoCloseable {
  /** How many numbers of an image's pooled features are given on, for drift. */
  int PROJECTION = 32;

  /** What {@code models} says of it. */
  ModelVersion about();

  ServedVersion version();

  /** How many classes it scores, K. */
  int classes();

  /** How many images fit in a batch. */
  int capacity();

  /**
   * Adds an image to the batch.
   *
   * @param jpeg as on topic {@code samples}
   * @throws BadImageException if it cannot be decoded; the batch is as before then
   */
  void add(byte[] jpeg) throws BadImageException;

  /**
   * Scores the images of the batch and empties it.
   *
   * @param probabilities filled row by row, image · K + class
   * @param projections filled row by row, image · 32 + number
   */
  void score(float[] probabilities, float[] projections);

  @Override
  void close();
}
