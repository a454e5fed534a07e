package io.gleaner.evaluation;

/**
 * How old published tags are: how many model versions were served since the one that scored them,
 * and minutes since it did. Mergeable; not thread-safe.
 */
public final class Staleness {
  private final QuantileSketch versions = new QuantileSketch();
  private final QuantileSketch minutes = new QuantileSketch();

  /** One image's tags. */
  public void add(long versionsBehind, double ageMinutes) {
    versions.add((double) versionsBehind);
    minutes.add(ageMinutes);
  }

  public void merge(Staleness other) {
    versions.merge(other.versions);
    minutes.merge(other.minutes);
  }

  /** Age in model versions; {@code quantile(0.5)} and {@code quantile(0.99)} are reported. */
  public QuantileSketch versions() {
    return versions;
  }

  /** Age in minutes. */
  public QuantileSketch minutes() {
    return minutes;
  }
}
