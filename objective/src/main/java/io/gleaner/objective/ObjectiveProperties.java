package io.gleaner.objective;

/**
 * What an objective declares about itself and is held to by tests.
 *
 * @param differentiability how the gradient relates to the value
 * @param orderInvariant permuting the images permutes the gradient and leaves the value
 * @param meanReduced a batch given twice over has the value of the batch
 * @param pointwise an entry's gradient, times B·K for means, depends on that entry alone
 */
public record ObjectiveProperties(
    Differentiability differentiability,
    boolean orderInvariant,
    boolean meanReduced,
    boolean pointwise) {

  /** How the gradient relates to the value. */
  public enum Differentiability {
    /** The gradient is the derivative of the value at every finite logit. */
    EVERYWHERE,
    /** As {@link #EVERYWHERE}, but for kinks or jumps on a set of measure zero. */
    ALMOST_EVERYWHERE,
    /** Weights inside the value are held constant in the gradient, which is no derivative then. */
    WEIGHTS_DETACHED
  }
}
