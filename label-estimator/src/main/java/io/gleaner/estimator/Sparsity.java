package io.gleaner.estimator;

/**
 * Which estimates of a large label space a row keeps; {@link Thinning} puts the others back.
 *
 * @param above label spaces of at most this many classes are kept whole
 * @param explicit how many unobserved classes are kept of a larger one
 */
record Sparsity(int above, int explicit) {

  /** Whether a label space of so many classes is kept whole, and so needs no prior to be read. */
  boolean keepsWhole(int classes) {
    return classes <= above;
  }
}
