package io.gleaner.evaluation.drift;

/**
 * Something moved.
 *
 * @param stream what moved
 * @param change how
 * @param before the mean until it moved; the standard deviation where the spread changed
 * @param after the same since
 * @param sinceMillis the most likely time of the change, by the records' clock
 * @param noticedMillis when the evidence sufficed
 * @param images how many values of the stream came between the two
 */
public record DriftEvent(
    DriftStream stream,
    Change change,
    double before,
    double after,
    long sinceMillis,
    long noticedMillis,
    long images) {

  /** In which way a stream moved. */
  public enum Change {
    ROSE,
    FELL,
    WIDENED,
    NARROWED;

    boolean ofSpread() {
      return this == WIDENED || this == NARROWED;
    }
  }
}
