package io.gleaner.protocol;

import io.gleaner.protocol.v1.LabelSpaceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The class names, in an order that never changes: names are only appended, so an index once given
 * stays right, and the number of names serves as the version.
 */
public final class LabelSpace {

  private final List<String> names;
  private final Map<String, Integer> indices;

  private LabelSpace(List<String> names) {
    this.names = List.copyOf(names);
    this.indices = new HashMap<>(2 * names.size());
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      if (name.isBlank()) {
        throw new IllegalArgumentException("class " + k + " of the label space has a blank name");
      }
      if (indices.put(name, k) != null) {
        throw new IllegalArgumentException("class name given twice: " + name);
      }
    }
  }

  /**
   * A label space of these names.
   *
   * @throws IllegalArgumentException if a name is blank or given twice
   */
  public static LabelSpace of(List<String> names) {
    return new LabelSpace(names);
  }

  /** Reads the record of topic {@code label-space}. */
  public static LabelSpace of(LabelSpaceRecord record) {
    return new LabelSpace(record.getClassNamesList());
  }

  /** This label space with names appended. */
  public LabelSpace plus(List<String> more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(more);
    return new LabelSpace(all);
  }

  /** The record of topic {@code label-space}. */
  public LabelSpaceRecord toRecord() {
    return LabelSpaceRecord.newBuilder().addAllClassNames(names).build();
  }

  /** All names, by index. */
  public List<String> names() {
    return names;
  }

  /** How many classes there are. */
  public int size() {
    return names.size();
  }

  /** Grows with every class; equal to {@link #size()} because names are only appended. */
  public int version() {
    return names.size();
  }

  /** The index of a class, or empty if it is not known. */
  public OptionalInt indexOf(String name) {
    Integer index = indices.get(name);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** The name of a class. */
  public String name(int index) {
    return names.get(index);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSpace that && names.equals(that.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return "LabelSpace" + names;
  }
}
