package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which sources contradict others, and how often of how much they say: the first share to look at
 * when labels go wrong. A label takes part in a conflict when another source's last word on that
 * image and class is the opposite; it counts for every source that takes part, because labels alone
 * do not tell who is right. Who is at odds with many others stands out by its share.
 *
 * <p>Counts what stands: what is said anew, taken back or deleted is added as a change, so that
 * neither order nor repetition matters. Keeps a bounded number of sources, the first that come; the
 * rest count as {@link #OTHER}. Mergeable; not thread-safe.
 */
public final class SourceConflicts {
  /** All sources beyond the bound. */
  public static final String OTHER = "other";

  private static final byte VERSION = 2;

  private final int bound;
  private final Map<String, Tally> tallies = new HashMap<>();

  /**
   * What one source says, or by how much that changed.
   *
   * @param labels how many classes of images it last called present or absent
   * @param conflicts how many of those another source last called the opposite
   */
  public record Tally(long labels, long conflicts) {
    /** Of a source that says nothing. */
    public static final Tally NONE = new Tally(0, 0);

    /** Both together. */
    public Tally plus(Tally other) {
      return new Tally(labels + other.labels, conflicts + other.conflicts);
    }

    /** What takes this back. */
    public Tally negated() {
      return new Tally(-labels, -conflicts);
    }
  }

  /**
   * Starts empty.
   *
   * @param bound how many sources are told apart, at least 1
   */
  public SourceConflicts(int bound) {
    this.bound = bound;
  }

  /**
   * A source says more or less than before.
   *
   * @param change less where negative
   */
  public void add(String source, Tally change) {
    // a source without labels keeps its place, or its labels would be told from others' only later
    boolean room = tallies.containsKey(source) || toldApart() < bound;
    tallies.merge(room ? source : OTHER, change, Tally::plus);
  }

  private int toldApart() {
    return tallies.size() - (tallies.containsKey(OTHER) ? 1 : 0);
  }

  public void merge(SourceConflicts other) {
    new TreeMap<>(other.tallies).forEach(this::add);
  }

  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(tallies.size());
    for (Map.Entry<String, Tally> one : new TreeMap<>(tallies).entrySet()) {
      out.writeUTF(one.getKey());
      out.writeLong(one.getValue().labels());
      out.writeLong(one.getValue().conflicts());
    }
  }

  /**
   * Adds what {@link #write} wrote.
   *
   * @throws IOException if it is of another version
   */
  public void add(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "conflicts of sources in version %d; this one reads %d".formatted(version, VERSION));
    }
    int sources = in.readInt();
    for (int i = 0; i < sources; i++) {
      add(in.readUTF(), new Tally(in.readLong(), in.readLong()));
    }
  }

  /** Sources that say something, in the order of their names. */
  public Map<String, Tally> bySource() {
    Map<String, Tally> bySource = new TreeMap<>(tallies);
    bySource.values().removeIf(Tally.NONE::equals);
    return bySource;
  }

  /**
   * Those in most conflicts, first the most, and last {@link #OTHER}, all others together.
   *
   * @param most how many are told apart
   */
  public Map<String, Tally> top(int most) {
    List<Map.Entry<String, Tally>> sources =
        bySource().entrySet().stream()
            .sorted(Comparator.comparingLong(one -> -one.getValue().conflicts()))
            .toList();
    Map<String, Tally> top = new LinkedHashMap<>();
    Tally others = Tally.NONE;
    for (Map.Entry<String, Tally> one : sources) {
      if (top.size() < most && !one.getKey().equals(OTHER)) {
        top.put(one.getKey(), one.getValue());
      } else {
        others = others.plus(one.getValue());
      }
    }
    top.put(OTHER, others);
    return top;
  }
}
