package io.gleaner.objective;

/**
 * A loss of one logit against one label. Both sides, as if the label were present (ℓ⁺) and as if it
 * were absent (ℓ⁻), so that it serves under soft labels too.
 */
public sealed interface PerEntryLoss permits Bce, Focal, Asl, AdaptiveAsl.Current {

  /** ℓ⁺; writes its derivative to {@code entry.slope}. */
  double present(Entry entry);

  /** ℓ⁻; writes its derivative to {@code entry.slope}. */
  double absent(Entry entry);

  /** The weight that focusing puts on log p, one for a loss that does not focus. */
  double presentFocus(Entry entry);

  /** The weight that focusing puts on log(1 − p), one for a loss that does not focus. */
  double absentFocus(Entry entry);

  /** Whether, and where, the slopes are derivatives of the values. */
  ObjectiveProperties.Differentiability differentiability();

  /** Name in a configuration. */
  String name();
}
