package io.gleaner.network;

import io.gleaner.protocol.v1.ModelVersion;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint directory's name; later lineages come after all steps of earlier ones.
 *
 * @param lineage which start of the model it is of
 * @param step after which it was saved
 */
public record CheckpointName(long lineage, long step) implements Comparable<CheckpointName> {
  private static final Pattern FORM = Pattern.compile("lineage-(\\d{1,18})-step-(\\d{1,18})");
  private static final Comparator<CheckpointName> ORDER =
      Comparator.comparingLong(CheckpointName::lineage).thenComparingLong(CheckpointName::step);

  /** Of the checkpoint that a model is in. */
  public static CheckpointName of(ModelVersion model) {
    return new CheckpointName(model.getLineage(), model.getStep());
  }

  /** Reads a directory's name; empty if it is no checkpoint's. */
  public static Optional<CheckpointName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new CheckpointName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(CheckpointName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "lineage-" + lineage + "-step-" + step;
  }
}
