package io.gleaner.learner;

import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is known of one image's labels: per class an observed code (0 unknown, 1 present, 2 absent)
 * and an estimate's logit in 8 bits (φ = 8·b/127). The estimates are empty until the
 * label-estimator has answered; such a row stands at the class prior. Both may be shorter than the
 * label space, which only grows: what is missing is unknown and stands at the prior.
 */
final class LabelRow {
  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 1 + 3 * Long.BYTES + Integer.BYTES;
  private static final byte PRESENT = 1;
  private static final byte ABSENT = 2;
  // Below every revision: whatever the label-estimator says replaces what came with the image.
  private static final long NEVER = -1;

  private final byte[] observed;
  private final byte[] estimates;
  private final long revision;
  private final long lineage;
  private final long step;

  private LabelRow(byte[] observed, byte[] estimates, long revision, long lineage, long step) {
    this.observed = observed;
    this.estimates = estimates;
    this.revision = revision;
    this.lineage = lineage;
    this.step = step;
  }

  /**
   * The labels that came with the image.
   *
   * @throws UnknownClassException if a class index is outside the label space
   */
  static LabelRow onArrival(Sample sample, int classes) {
    byte[] observed = new byte[classes];
    mark(observed, sample.getPresentList(), PRESENT);
    mark(observed, sample.getAbsentList(), ABSENT);
    return new LabelRow(observed, new byte[0], NEVER, 0, 0);
  }

  /**
   * The labels that came with features.
   *
   * @param observed one code a class; fewer leave the rest unknown
   * @throws IllegalArgumentException if a code is not 0, 1 or 2
   */
  static LabelRow onArrival(byte[] observed) {
    for (byte code : observed) {
      if (code < 0 || code > ABSENT) {
        throw new IllegalArgumentException(
            "an observed code is 0 (unknown), 1 (present) or 2 (absent), not " + code);
      }
    }
    return new LabelRow(observed.clone(), new byte[0], NEVER, 0, 0);
  }

  private static void mark(byte[] observed, Iterable<Integer> indices, byte code) {
    for (int k : indices) {
      if (k < 0 || k >= observed.length) {
        throw new UnknownClassException(k, observed.length);
      }
      observed[k] = code;
    }
  }

  /**
   * What the label-estimator says; no estimates, or fewer than observed codes, while classes stand
   * at the prior.
   *
   * @throws ClassCountException if there are more estimates than observed codes
   */
  static LabelRow of(SoftLabels labels) {
    if (labels.getEstimates().size() > labels.getObserved().size()) {
      throw new ClassCountException(labels.getObserved().size(), labels.getEstimates().size());
    }
    return new LabelRow(
        labels.getObserved().toByteArray(),
        labels.getEstimates().toByteArray(),
        labels.getRevision(),
        labels.getLineage(),
        labels.getStep());
  }

  static LabelRow decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "label row of format %d in the replay buffer; this version reads format %d"
              .formatted(format, FORMAT));
    }
    long revision = in.getLong();
    long lineage = in.getLong();
    long step = in.getLong();
    byte[] observed = new byte[in.getInt()];
    in.get(observed);
    byte[] estimates = new byte[in.remaining()];
    in.get(estimates);
    return new LabelRow(observed, estimates, revision, lineage, step);
  }

  byte[] encode() {
    return ByteBuffer.allocate(HEADER_BYTES + observed.length + estimates.length)
        .put(FORMAT)
        .putLong(revision)
        .putLong(lineage)
        .putLong(step)
        .putInt(observed.length)
        .put(observed)
        .put(estimates)
        .array();
  }

  /** The revision alone, without decoding the rest. */
  static long revision(byte[] encoded) {
    return ByteBuffer.wrap(encoded).getLong(1);
  }

  /** Whether the label-estimator has ever spoken of this image. */
  boolean estimated() {
    return estimates.length > 0;
  }

  /** The observed code of a class. */
  byte observed(int label) {
    return label < observed.length ? observed[label] : 0;
  }

  /** Whether there is an estimate of this class. */
  boolean estimated(int label) {
    return label < estimates.length;
  }

  /** The 8-bit estimate logit of a class that has one. */
  byte estimate(int label) {
    return estimates[label];
  }

  /**
   * The classes that the image shows as far as is known: those observed present and those unknown
   * whose estimate is above one half.
   *
   * @param classes K; of more, the rest is left out
   * @return in ascending order; K itself if there are none
   */
  int[] shown(int classes) {
    int[] shown = IntStream.range(0, classes).filter(this::shows).toArray();
    return shown.length > 0 ? shown : new int[] {classes};
  }

  private boolean shows(int label) {
    byte code = observed(label);
    return code == PRESENT || (code == 0 && estimated(label) && estimates[label] > 0);
  }

  long revision() {
    return revision;
  }

  /** Lineage of the TRAIN prediction applied last; 0 if none. */
  long lineage() {
    return lineage;
  }

  /** Step of the TRAIN prediction applied last; 0 if none. */
  long step() {
    return step;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelRow that && Arrays.equals(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }

  @Override
  public String toString() {
    return "LabelRow[revision=%d, observed=%s]".formatted(revision, Arrays.toString(observed));
  }
}
