package io.gleaner.evaluation;

/**
 * The codes of truth arrays: what is known of one class on one image. They are those of the records
 * that cross Kafka, so that a row can be handed over as it is.
 */
public final class Truth {
  /** Nobody said; every figure leaves such entries out. */
  public static final byte UNKNOWN = 0;

  public static final byte PRESENT = 1;

  public static final byte ABSENT = 2;

  private Truth() {}
}
