package io.gleaner.estimator;

import io.gleaner.evaluation.SourceConflicts.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who said what of one image: per class and source the source's last word. Immutable.
 *
 * <p>A source's later word replaces its earlier one, whatever order they arrive in; between sources
 * the newest counts; a retraction takes back the source's own word only. Every operation commutes
 * with itself and is idempotent, so order and duplication of events do not matter.
 */
final class Ledger {

  static final Ledger EMPTY = new Ledger(List.of());

  private static final int BOTH = 1 << Verdict.PRESENT.code() | 1 << Verdict.ABSENT.code();

  /** Sorted by {@link Word#PLACE}, one a place. */
  private final List<Word> words;

  private Ledger(List<Word> words) {
    this.words = words;
  }

  /** A ledger of words already sorted by {@link Word#PLACE}. */
  static Ledger ofSorted(List<Word> words) {
    return new Ledger(List.copyOf(words));
  }

  List<Word> words() {
    return words;
  }

  /** How many sources have said something. */
  long sources() {
    return words.stream().map(Word::source).distinct().count();
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  /** This ledger after more words; itself if they change nothing. */
  Ledger plus(List<Word> said) {
    List<Word> sorted = onePerPlace(said);
    List<Word> merged = new ArrayList<>(words.size() + sorted.size());
    boolean changed = false;
    int i = 0;
    for (Word word : sorted) {
      while (i < words.size() && Word.PLACE.compare(words.get(i), word) < 0) {
        merged.add(words.get(i++));
      }
      boolean known = i < words.size() && Word.PLACE.compare(words.get(i), word) == 0;
      if (known && !word.overrules(words.get(i))) {
        continue;
      }
      changed = true;
      merged.add(word);
      if (known) {
        i++;
      }
    }
    if (!changed) {
      return this;
    }
    merged.addAll(words.subList(i, words.size()));
    return ofSorted(merged);
  }

  private static List<Word> onePerPlace(List<Word> said) {
    List<Word> sorted = new ArrayList<>(said);
    sorted.sort(Word.PLACE.thenComparing(Word.AGE));
    List<Word> kept = new ArrayList<>(sorted.size());
    for (Word word : sorted) {
      int last = kept.size() - 1;
      if (last >= 0 && Word.PLACE.compare(kept.get(last), word) == 0) {
        kept.set(last, word);
      } else {
        kept.add(word);
      }
    }
    return kept;
  }

  /** What was said after a time; the rest is forgotten. */
  Ledger after(long millis) {
    return ofSorted(words.stream().filter(word -> word.millis() > millis).toList());
  }

  /** As {@link #observed(int)}, up to the last class that anybody spoke of. */
  byte[] observed() {
    return observed(words.isEmpty() ? 0 : words.get(words.size() - 1).classIndex() + 1);
  }

  /** Per class 0 unknown, 1 present, 2 absent: the newest word that is not taken back. */
  byte[] observed(int classes) {
    byte[] observed = new byte[classes];
    forEachNewest(word -> observed[word.classIndex()] = word.verdict().code());
    return observed;
  }

  /** Per class the word that counts, which is the newest not taken back; null if there is none. */
  @Nullable Word[] counting(int classes) {
    @Nullable Word[] counting = new @Nullable Word[classes];
    forEachNewest(word -> counting[word.classIndex()] = word);
    return counting;
  }

  /** Of each class passes on every word that is newer than those before; the last one counts. */
  private void forEachNewest(Consumer<Word> visit) {
    Word newest = null;
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      if (word.verdict() == Verdict.RETRACTED) {
        continue;
      }
      if (newest == null || newest.classIndex() != word.classIndex() || word.overrules(newest)) {
        newest = word;
        visit.accept(word);
      }
    }
  }

  /** What each source says last, and of how many classes another one says the opposite. */
  Map<String, Tally> bySource() {
    Map<String, Tally> tallies = new TreeMap<>();
    for (int from = 0, to; from < words.size(); from = to) {
      int verdicts = 0;
      for (to = from; to < words.size() && sameClass(from, to); to++) {
        verdicts |= 1 << words.get(to).verdict().code();
      }
      Tally one = new Tally(1, (verdicts & BOTH) == BOTH ? 1 : 0);
      for (Word word : words.subList(from, to)) {
        if (word.verdict() != Verdict.RETRACTED) {
          tallies.merge(word.source(), one, Tally::plus);
        }
      }
    }
    return tallies;
  }

  private boolean sameClass(int one, int other) {
    return words.get(one).classIndex() == words.get(other).classIndex();
  }

  /** How many classes one source calls present and another absent. */
  int conflicts() {
    int conflicts = 0;
    int group = -1;
    int verdicts = 0;
    for (Word word : words) {
      if (word.classIndex() != group) {
        group = word.classIndex();
        verdicts = 0;
      }
      int before = verdicts;
      verdicts |= 1 << word.verdict().code();
      if ((before & BOTH) != BOTH && (verdicts & BOTH) == BOTH) {
        conflicts++;
      }
    }
    return conflicts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ledger that && words.equals(that.words);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  @Override
  public String toString() {
    return "Ledger" + words;
  }
}
