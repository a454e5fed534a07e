package io.gleaner.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which sources contradict others, and how often of how much they said: the first share to look at
 * when labels go wrong. Keeps a bounded number of sources, the first that come; the rest count as
 * {@link #OTHER}. Mergeable; not thread-safe.
 */
public final class SourceConflicts {
  /** All sources beyond the bound. */
  public static final String OTHER = "other";

  private final int bound;
  private final Map<String, Tally> tallies = new HashMap<>();

  /**
   * What one source did.
   *
   * @param labels how many labels it gave
   * @param conflicts how many of them contradicted another source
   */
  public record Tally(long labels, long conflicts) {
    Tally plus(Tally other) {
      return new Tally(labels + other.labels, conflicts + other.conflicts);
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

  public void add(String source, long labels, long conflicts) {
    add(source, new Tally(labels, conflicts));
  }

  private void add(String source, Tally tally) {
    boolean room = tallies.containsKey(source) || tallies.size() < bound;
    tallies.merge(room ? source : OTHER, tally, Tally::plus);
  }

  public void merge(SourceConflicts other) {
    other.bySource().forEach(this::add);
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(tallies.size());
    for (Map.Entry<String, Tally> one : bySource().entrySet()) {
      out.writeUTF(one.getKey());
      out.writeLong(one.getValue().labels());
      out.writeLong(one.getValue().conflicts());
    }
  }

  /** Adds what {@link #write} wrote. */
  public void add(DataInput in) throws IOException {
    int sources = in.readInt();
    for (int i = 0; i < sources; i++) {
      add(in.readUTF(), in.readLong(), in.readLong());
    }
  }

  /** By source, in the order of their names. */
  public Map<String, Tally> bySource() {
    return new TreeMap<>(tallies);
  }
}
