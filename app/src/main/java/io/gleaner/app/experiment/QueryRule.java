package io.gleaner.app.experiment;

import java.util.Locale;

/** Which questions are put to the hidden truth. */
enum QueryRule {
  /** Of each image the label-estimator's own, those worth most. */
  VALUE,
  /** Any class of any image that nobody labelled, all equally likely. */
  RANDOM;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
