package io.gleaner.app.model;

import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model as people write it, {@code 2/1400}; the name of its checkpoint's directory works too. */
record ModelName(long lineage, long step) implements Comparable<ModelName> {

  private static final Pattern FORM =
      Pattern.compile("(?:lineage-)?(\\d{1,18})(?:/|-step-)(\\d{1,18})");
  private static final Comparator<ModelName> ORDER =
      Comparator.comparingLong(ModelName::lineage).thenComparingLong(ModelName::step);

  static ModelName of(ModelVersion model) {
    return new ModelName(model.getLineage(), model.getStep());
  }

  /** Reads a name; empty if it is none. */
  static Optional<ModelName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ModelName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /**
   * Reads what a person gave.
   *
   * @throws UsageException if it is no model's name
   */
  static ModelName given(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new UsageException(
                    "'%s' is no model: give LINEAGE/STEP as gleaner model list prints it, e.g. 1/1400"
                        .formatted(text)));
  }

  /** Of its checkpoint. */
  String directory() {
    return "lineage-%d-step-%d".formatted(lineage, step);
  }

  @Override
  public int compareTo(ModelName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return lineage + "/" + step;
  }
}
