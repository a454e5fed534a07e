package io.gleaner.estimator;

import java.util.Comparator;

/**
 * One entry of the ledger: the last that a source said of a class.
 *
 * @param classIndex in the label space
 * @param source who says so
 * @param millis when it was said
 */
record Word(int classIndex, String source, Verdict verdict, long millis) {

  /** Order of the ledger: one class's words lie side by side. */
  static final Comparator<Word> PLACE =
      Comparator.comparingInt(Word::classIndex).thenComparing(Word::source);

  /** Of two words of one source the greater stands: the later, at the same time the cautious. */
  static final Comparator<Word> AGE =
      Comparator.comparingLong(Word::millis).thenComparing(Word::verdict);

  /** Whether this word stands against the other. */
  boolean overrules(Word other) {
    return AGE.compare(this, other) > 0;
  }
}
