package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * κ̂, how many classes estimates expect on an image, against the κ that was set. Far from 1, the
 * ratio says that κ is wrong or the estimates have run away. Mergeable; not thread-safe.
 */
public final class ExpectedPositives {
  private double expected;
  private double given;
  private long images;

  /**
   * Adds one image.
   *
   * @param sum Σ e over its classes
   * @param kappa κ that its estimates were drawn to
   */
  public void add(double sum, double kappa) {
    expected += sum;
    given += kappa;
    images++;
  }

  public void merge(ExpectedPositives other) {
    expected += other.expected;
    given += other.given;
    images += other.images;
  }

  /** What came after an earlier state of this one. */
  public ExpectedPositives since(ExpectedPositives earlier) {
    ExpectedPositives later = new ExpectedPositives();
    later.expected = expected - earlier.expected;
    later.given = given - earlier.given;
    later.images = images - earlier.images;
    return later;
  }

  public void write(DataOutput out) throws IOException {
    out.writeDouble(expected);
    out.writeDouble(given);
    out.writeLong(images);
  }

  public static ExpectedPositives read(DataInput in) throws IOException {
    ExpectedPositives positives = new ExpectedPositives();
    positives.expected = in.readDouble();
    positives.given = in.readDouble();
    positives.images = in.readLong();
    return positives;
  }

  /** κ̂; NaN when nothing was added. */
  public double mean() {
    return expected / images;
  }

  /** κ̂/κ; NaN when nothing was added. */
  public double ratio() {
    return expected / given;
  }

  public long images() {
    return images;
  }
}
