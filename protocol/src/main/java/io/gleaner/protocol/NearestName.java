package io.gleaner.protocol;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who misspelt a name probably meant. */
public final class NearestName {

  /** Longer names are no misspelling of a known one, and would be costly to compare. */
  private static final int LONGEST = 100;

  private NearestName() {}

  /**
   * The known name with the fewest edits (Levenshtein), case aside, if they are at most a third of
   * the name's length, or two.
   *
   * @param name what was written
   */
  public static Optional<String> of(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    String wrong = name.toLowerCase(Locale.ROOT);
    int most = Math.max(2, name.length() / 3);
    return known.stream()
        .filter(right -> Math.abs(right.length() - name.length()) <= most)
        .map(right -> new Candidate(right, edits(wrong, right.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.edits() <= most)
        .min(Comparator.comparingInt(Candidate::edits).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  private record Candidate(String name, int edits) {}

  private static int edits(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
