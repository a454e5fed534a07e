package io.gleaner.objective;

/** By what EPR and ROLE divide the loss of the observed labels. */
public enum PositiveTerm {
  /** B·K, as in the code of Cole et al. and in every figure measured here. */
  PER_ENTRY,
  /** B, as in their paper's equations. */
  PER_IMAGE;

  double weight(int classes) {
    return this == PER_ENTRY ? 1 : classes;
  }
}
