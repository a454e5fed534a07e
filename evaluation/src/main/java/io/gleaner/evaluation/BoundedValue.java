package io.gleaner.evaluation;

/**
 * A figure estimated from a summary.
 *
 * @param lower the exact value is not below
 * @param value the estimate
 * @param upper the exact value is not above
 */
public record BoundedValue(double lower, double value, double upper) {
  static final BoundedValue UNDEFINED = new BoundedValue(Double.NaN, Double.NaN, Double.NaN);

  /** Whether there was anything to estimate from. */
  public boolean defined() {
    return !Double.isNaN(value);
  }
}
