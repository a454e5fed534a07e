package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import java.util.Arrays;
import java.util.Locale;

/** Who estimates the labels that nobody gave. */
enum EstimateKind {
  /** The label-estimator's rows in 8 bits, as the stage keeps them. */
  ROWS,
  /** The same rows in double. */
  EXACT,
  /** Joint Adam over all images, as ROLE was published. */
  PUBLISHED,
  /** Nobody, but labels with a large loss are taken as present for good. */
  CORRECTIONS,
  /** Nobody. */
  NONE;

  static EstimateKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "estimates '%s'; they are one of %s"
                        .formatted(
                            text, Arrays.stream(values()).map(EstimateKind::text).toList())));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
