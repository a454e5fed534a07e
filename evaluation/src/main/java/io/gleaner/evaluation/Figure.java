package io.gleaner.evaluation;

/** A figure with its 95 % interval, or why there is none. */
public sealed interface Figure {

  /**
   * A figure that the labels allow.
   *
   * @param lower of the 95 % interval
   * @param value within the interval
   * @param upper of the 95 % interval
   * @param support how many labels it is taken from
   */
  record Known(double lower, double value, double upper, long support) implements Figure {}

  /**
   * No figure, because any would mislead.
   *
   * @param because for operators: what is missing, and what would give it
   */
  record Unknown(String because) implements Figure {}
}
