package io.gleaner.ingest;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.NearestName;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ImageSubmission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Labels by class name → by index of a label space, each class once, ascending.
 *
 * @param version of the label space
 */
record LabelIndices(
    List<Integer> present, List<Integer> absent, List<Integer> retracted, int version) {

  /**
   * Finds every class.
   *
   * @throws Unacceptable naming the first class that is unknown, or of which two things are said
   */
  static LabelIndices of(ImageSubmission submission, LabelSpace space) throws Unacceptable {
    Map<Integer, String> said = new HashMap<>();
    return new LabelIndices(
        indices(submission.getPresentList(), "present", space, said),
        indices(submission.getAbsentList(), "absent", space, said),
        indices(submission.getRetractedList(), "retracted", space, said),
        space.version());
  }

  private static List<Integer> indices(
      List<String> names, String what, LabelSpace space, Map<Integer, String> said)
      throws Unacceptable {
    TreeSet<Integer> indices = new TreeSet<>();
    for (String name : names) {
      OptionalInt index = space.indexOf(name);
      if (index.isEmpty()) {
        throw unknown(name, space);
      }
      indices.add(index.getAsInt());
      String before = said.putIfAbsent(index.getAsInt(), what);
      if (before != null && !before.equals(what)) {
        throw new Unacceptable(
            RejectionReason.CONTRADICTORY_LABELS,
            "class %s is both %s and %s".formatted(name, before, what));
      }
    }
    return List.copyOf(indices);
  }

  private static Unacceptable unknown(String name, LabelSpace space) {
    String shown = name.length() <= 100 ? name : name.substring(0, 100) + "…";
    String hint =
        NearestName.of(name, space.names()).map("; did you mean %s?"::formatted).orElse("");
    return new Unacceptable(
        RejectionReason.UNKNOWN_CLASS,
        "class %s is not among the %d classes%s".formatted(shown, space.size(), hint));
  }
}
