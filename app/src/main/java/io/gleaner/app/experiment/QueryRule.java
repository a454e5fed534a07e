package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import java.util.Arrays;
import java.util.Locale;

/** Which questions are put to the hidden truth. */
enum QueryRule {
  /** Of each image the label-estimator's own, those worth most: 2e(1 − e)/π. */
  VALUE,
  /** The same by what it settles of the image's other unknown labels, {@link SettlingValue}. */
  SETTLING,
  /** By H(e) · −log₂ π, entropy of the estimate times information of presence. */
  BITS,
  /** Any class of any image that nobody labelled, all equally likely. */
  RANDOM;

  static QueryRule of(String text) {
    return Arrays.stream(values())
        .filter(rule -> rule.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--query-rule %s; it is one of %s"
                        .formatted(text, Arrays.stream(values()).map(QueryRule::text).toList())));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
