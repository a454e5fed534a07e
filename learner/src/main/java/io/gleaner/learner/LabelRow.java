package io.gleaner.learner;

import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is known of one image's labels: per class an observed code (0 unknown, 1 present, 2 absent)
 * and an estimate's logit in 8 bits (φ = 8·b/127). The estimates are empty until the
 * label-estimator has answered; such a row stands at the class prior. Both may be shorter than the
 * label space, which only grows: what is missing is unknown and stands at the prior.
 *
 * <p>A row is the bytes that are stored: format, revision, lineage, step, number of observed codes,
 * those, estimates. Every batch reads and writes rows, so nothing is copied out of them.
 */
final class LabelRow {
  private static final byte FORMAT = 1;
  private static final int REVISION = 1;
  private static final int LINEAGE = REVISION + Long.BYTES;
  private static final int STEP = LINEAGE + Long.BYTES;
  private static final int CODES = STEP + Long.BYTES;
  private static final int HEADER_BYTES = CODES + Integer.BYTES;
  private static final byte PRESENT = 1;
  private static final byte ABSENT = 2;
  // Below every revision: whatever the label-estimator says replaces what came with the image.
  private static final long NEVER = -1;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int codes;

  private LabelRow(byte[] bytes) {
    this.bytes = bytes;
    this.codes = (int) INTS.get(bytes, CODES);
  }

  private static byte[] header(int codes, int estimates, long revision, long lineage, long step) {
    byte[] bytes = new byte[HEADER_BYTES + codes + estimates];
    bytes[0] = FORMAT;
    LONGS.set(bytes, REVISION, revision);
    LONGS.set(bytes, LINEAGE, lineage);
    LONGS.set(bytes, STEP, step);
    INTS.set(bytes, CODES, codes);
    return bytes;
  }

  /**
   * The labels that came with the image.
   *
   * @throws UnknownClassException if a class index is outside the label space
   */
  static LabelRow onArrival(Sample sample, int classes) {
    byte[] bytes = header(classes, 0, NEVER, 0, 0);
    mark(bytes, classes, sample.getPresentList(), PRESENT);
    mark(bytes, classes, sample.getAbsentList(), ABSENT);
    return new LabelRow(bytes);
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
    byte[] bytes = header(observed.length, 0, NEVER, 0, 0);
    System.arraycopy(observed, 0, bytes, HEADER_BYTES, observed.length);
    return new LabelRow(bytes);
  }

  private static void mark(byte[] bytes, int classes, Iterable<Integer> indices, byte code) {
    for (int k : indices) {
      if (k < 0 || k >= classes) {
        throw new UnknownClassException(k, classes);
      }
      bytes[HEADER_BYTES + k] = code;
    }
  }

  /**
   * What the label-estimator says; no estimates, or fewer than classes, while classes stand at the
   * prior.
   *
   * @throws ClassCountException if there are more of either than classes in their label space
   */
  static LabelRow of(SoftLabels labels) {
    int codes = labels.getObserved().size();
    int estimates = labels.getEstimates().size();
    if (Math.max(codes, estimates) > labels.getLabelSpaceVersion()) {
      throw new ClassCountException(labels.getLabelSpaceVersion(), codes, estimates);
    }
    byte[] bytes =
        header(codes, estimates, labels.getRevision(), labels.getLineage(), labels.getStep());
    labels.getObserved().copyTo(bytes, HEADER_BYTES);
    labels.getEstimates().copyTo(bytes, HEADER_BYTES + codes);
    return new LabelRow(bytes);
  }

  /**
   * Takes over what {@link #encode} gave.
   *
   * @param bytes not to be changed afterwards
   */
  static LabelRow decode(byte[] bytes) {
    if (bytes[0] != FORMAT) {
      throw new IllegalStateException(
          "label row of format %d in the replay buffer; this version reads format %d"
              .formatted(bytes[0], FORMAT));
    }
    return new LabelRow(bytes);
  }

  /** Not to be changed. */
  byte[] encode() {
    return bytes;
  }

  /** The revision alone, without decoding the rest. */
  static long revision(byte[] encoded) {
    return (long) LONGS.get(encoded, REVISION);
  }

  /** Whether the label-estimator has ever spoken of this image. */
  boolean estimated() {
    return estimates() > 0;
  }

  private int estimates() {
    return bytes.length - HEADER_BYTES - codes;
  }

  /** The observed code of a class. */
  byte observed(int label) {
    return label < codes ? bytes[HEADER_BYTES + label] : 0;
  }

  /** Whether there is an estimate of this class. */
  boolean estimated(int label) {
    return label < estimates();
  }

  /** The 8-bit estimate logit of a class that has one. */
  byte estimate(int label) {
    return bytes[HEADER_BYTES + codes + label];
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
    return code == PRESENT || (code == 0 && estimated(label) && estimate(label) > 0);
  }

  long revision() {
    return revision(bytes);
  }

  /** Lineage of the TRAIN prediction applied last; 0 if none. */
  long lineage() {
    return (long) LONGS.get(bytes, LINEAGE);
  }

  /** Step of the TRAIN prediction applied last; 0 if none. */
  long step() {
    return (long) LONGS.get(bytes, STEP);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelRow that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    byte[] observed = Arrays.copyOfRange(bytes, HEADER_BYTES, HEADER_BYTES + codes);
    return "LabelRow[revision=%d, observed=%s]".formatted(revision(), Arrays.toString(observed));
  }
}
