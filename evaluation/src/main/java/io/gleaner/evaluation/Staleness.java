package io.gleaner.evaluation;

/**
 * How old published tags are: how many model versions were released for serving since the one that
 * scored them, and minutes since it did. Mergeable; not thread-safe.
 */
public final class Staleness {
  private final QuantileSketch versions = new QuantileSketch();
  private final QuantileSketch minutes = new QuantileSketch();

  /** Tags of some images, by how many model versions were released since theirs. */
  public void addVersions(long behind, long images) {
    versions.add((double) behind, images);
  }

  /** Tags of some images, by how long ago they were scored. */
  public void addMinutes(double age, long images) {
    minutes.add(age, images);
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
