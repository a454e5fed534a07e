package io.gleaner.app.model;

import io.gleaner.protocol.v1.ModelVersion;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model's mAP on the holdout, in [0, 1].
 *
 * @param lower end of its 95 % interval; null if the record is of a version that told none
 * @param upper as lower
 */
record HoldoutMap(double value, @Nullable Double lower, @Nullable Double upper) {

  private static final double POINTS = 100;

  /**
   * Empty if the model was not measured: its record has 0 then, which no measured one is exactly.
   */
  static Optional<HoldoutMap> of(ModelVersion model) {
    return model.getHoldoutMap() > 0
        ? Optional.of(
            new HoldoutMap(
                model.getHoldoutMap(),
                model.hasHoldoutMapLower() ? model.getHoldoutMapLower() : null,
                model.hasHoldoutMapUpper() ? model.getHoldoutMapUpper() : null))
        : Optional.empty();
  }

  /** In percent, with its interval. */
  @Override
  public String toString() {
    return percent(value)
        + (lower == null || upper == null
            ? " (no interval)"
            : " (%s to %s)".formatted(percent(lower), percent(upper)));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f", POINTS * share);
  }
}
