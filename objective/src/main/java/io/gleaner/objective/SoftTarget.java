package io.gleaner.objective;

/** A per-entry loss under a target between absent and present. */
final class SoftTarget {
  private SoftTarget() {}

  /** t·ℓ⁺ + (1 − t)·ℓ⁻, the target held constant. */
  static double loss(PerEntryLoss loss, Entry entry, double target) {
    double present = loss.present(entry);
    double presentSlope = entry.slope;
    double absent = loss.absent(entry);
    entry.slope = target * presentSlope + (1 - target) * entry.slope;
    return target * present + (1 - target) * absent;
  }
}
