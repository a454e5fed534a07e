package io.gleaner.evaluation.drift;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches all streams of one model: predicted prevalence and audited loss per class and overall,
 * each coordinate of the projected embedding. The expected number of false alarms of all together
 * is bounded by {@link FalseAlarms}, as what they stake on an image adds up to 1 whoever stakes it
 * ({@link Stakes}); it asks nothing of the values but that they are exchangeable while nothing
 * moves (bursts of alike images are not).
 *
 * <p>Deterministic: ties are broken by a hash of seed and position, so a detector restored from
 * {@link #toBytes} goes on as if it had never stopped. Not thread-safe.
 */
public final class DriftDetector {
  /**
   * So many images make a baseline with which a class that doubles is found as the simulations say;
   * with fewer only larger changes show.
   */
  public static final int BASELINE = 10_000;

  private static final byte VERSION = 2;
  private static final double PREVALENCE_PART = 0.85;
  private static final double EMBEDDING_PART = 0.1;
  private static final double LOSS_PART = 0.05;

  /** So many images tell how well scores separate classes; before, all stake the same. */
  private static final int LEAST_TO_SPLIT = 1024;

  /**
   * Tuned to notice twice as many within 2,000 images: a little below, as not all runs are lucky.
   */
  private static final List<Bet> FREQUENCY =
      List.of(
          new Bet.LabelShift(0.65, 1.8), new Bet.LabelShift(0.2, 3), new Bet.LabelShift(0.15, 0.4));

  private static final List<Bet> PLACE =
      List.of(
          new Bet.Shift(0.3, 0.4),
          new Bet.Shift(0.3, -0.4),
          new Bet.Spread(0.2, 0.3),
          new Bet.Spread(0.2, -0.3));

  private static final List<Bet> LEVEL = List.of(new Bet.Shift(0.7, 0.4), new Bet.Shift(0.3, -0.4));

  private final int classes;
  private final int coordinates;
  private final long seed;
  private final double prevalence;
  private final List<Monitor> monitors = new ArrayList<>();
  private long position;
  private long images;

  /**
   * Starts with no baseline.
   *
   * @param classes K
   * @param coordinates of the projected embedding; 0 if there is none
   * @param seed of the tie breaks
   */
  public DriftDetector(int classes, int coordinates, FalseAlarms accepted, long seed) {
    this.classes = classes;
    this.coordinates = coordinates;
    this.seed = seed;
    this.prevalence = accepted.threshold(PREVALENCE_PART);
    double place = accepted.threshold(EMBEDDING_PART);
    double level = accepted.threshold(LOSS_PART);
    double each = 1.0 / (classes + 1);
    for (int k = 0; k < classes; k++) {
      add(DriftStream.Kind.PREVALENCE, k, FREQUENCY, prevalence, each, true);
    }
    add(DriftStream.Kind.PREVALENCE, DriftStream.OVERALL, LEVEL, prevalence, each, false);
    for (int j = 0; j < coordinates; j++) {
      add(DriftStream.Kind.EMBEDDING, j, PLACE, place, 1.0 / coordinates, false);
    }
    for (int k = 0; k < classes; k++) {
      add(DriftStream.Kind.AUDITED_LOSS, k, LEVEL, level, each, false);
    }
    add(DriftStream.Kind.AUDITED_LOSS, DriftStream.OVERALL, LEVEL, level, each, false);
  }

  private void add(
      DriftStream.Kind kind,
      int index,
      List<Bet> bets,
      double threshold,
      double share,
      boolean bounded) {
    monitors.add(new Monitor(new DriftStream(kind, index), bets, threshold, share, bounded));
  }

  /**
   * Takes an image as it arrives.
   *
   * @param probabilities K
   * @param projection as many numbers as there are coordinates; empty if this image has none
   * @param millis when, by the record's clock
   * @return what this image proves to have moved; mostly nothing
   */
  public List<DriftEvent> arrived(float[] probabilities, float[] projection, long millis) {
    if (probabilities.length != classes
        || (projection.length != coordinates && projection.length != 0)) {
      throw new IllegalArgumentException(
          "expected %d classes and %d coordinates, got %d and %d"
              .formatted(classes, coordinates, probabilities.length, projection.length));
    }
    List<DriftEvent> events = new ArrayList<>();
    double expected = 0;
    for (int k = 0; k < classes; k++) {
      observe(k, probabilities[k], millis, events);
      expected += probabilities[k];
    }
    observe(classes, expected, millis, events);
    for (int j = 0; j < projection.length; j++) {
      observe(classes + 1 + j, projection[j], millis, events);
    }
    images++;
    if (images >= LEAST_TO_SPLIT && Long.bitCount(images) == 1) {
      splitStakes();
    }
    return events;
  }

  /** Among the classes, whenever there are twice as many images to learn from; not overall. */
  private void splitStakes() {
    List<Monitor> ofClasses = monitors.subList(0, classes);
    double[] shares = Stakes.split(ofClasses.stream().map(Monitor::past).toList(), prevalence);
    for (int k = 0; k < classes; k++) {
      ofClasses.get(k).stake(shares[k] * classes / (classes + 1));
    }
  }

  /**
   * Takes the loss of one random audit.
   *
   * @param label class index
   * @param loss cross-entropy of the score at arrival, in nats
   */
  public List<DriftEvent> audited(int label, double loss, long millis) {
    List<DriftEvent> events = new ArrayList<>();
    int first = classes + 1 + coordinates;
    observe(first + label, loss, millis, events);
    observe(first + classes, loss, millis, events);
    return events;
  }

  private void observe(int monitor, double value, long millis, List<DriftEvent> events) {
    DriftEvent event = monitors.get(monitor).observe(value, millis, luck(position++));
    if (event != null) {
      events.add(event);
    }
  }

  /** SplitMix64 (Steele, Lea and Flood 2014). */
  private double luck(long index) {
    long mixed = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1p-53;
  }

  /** How many images came since the baseline began. */
  public long images() {
    return images;
  }

  /** A new model was promoted: what comes next is the baseline. */
  public void restart() {
    images = 0;
    monitors.forEach(Monitor::restart);
    monitors.subList(0, classes).forEach(monitor -> monitor.stake(1.0 / (classes + 1)));
  }

  /** All there is to go on from, with a leading version byte. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(classes);
      out.writeInt(coordinates);
      out.writeLong(position);
      out.writeLong(images);
      for (Monitor monitor : monitors) {
        monitor.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Goes on where {@link #toBytes} was taken.
   *
   * @throws IllegalArgumentException if the bytes are of another version or of other streams
   */
  public void restore(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      int ofClasses = in.readInt();
      int ofCoordinates = in.readInt();
      if (version != VERSION || ofClasses != classes || ofCoordinates != coordinates) {
        throw new IllegalArgumentException(
            "drift state of version %d, %d classes, %d coordinates does not fit %d, %d, %d: restart"
                .formatted(version, ofClasses, ofCoordinates, VERSION, classes, coordinates));
      }
      position = in.readLong();
      images = in.readLong();
      for (Monitor monitor : monitors) {
        monitor.read(in);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("drift state ends early: restart the detector", e);
    }
  }
}
