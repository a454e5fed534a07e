package io.gleaner.ingest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The known name that a misspelt one most likely means. */
final class NearestName {

  /** Longer names are no misspelling of a class, and would be costly to compare. */
  private static final int LONGEST = 100;

  private NearestName() {}

  /** By edit distance (Levenshtein), case aside; empty if even the nearest is far. */
  static Optional<String> of(String name, List<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    int nearest = Math.max(2, name.length() / 3) + 1;
    Optional<String> found = Optional.empty();
    for (String candidate : known) {
      if (Math.abs(candidate.length() - name.length()) < nearest) {
        int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (distance < nearest) {
          nearest = distance;
          found = Optional.of(candidate);
        }
      }
    }
    return found;
  }

  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
