package io.gleaner.evaluation;

import java.util.Locale;

/** A figure that operators see, and its two names; for enumerations of a stage's figures. */
public interface PublishedFigure {

  /** The constant's own name, e.g. {@code HOLDOUT_MAP}. */
  String name();

  /** Its name on topic {@code quality}, e.g. {@code holdout-map}. */
  default String figure() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its name among the metrics, below the stage's prefix, e.g. {@code holdout.map}. */
  default String meter() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
