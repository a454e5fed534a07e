package io.gleaner.app.bench;

/** A topology under measurement. */
interface Measured extends AutoCloseable {

  /** The topic whose records are counted. */
  String topic();

  /** How many of them it has processed since it was started. */
  long records();

  @Override
  void close();
}
