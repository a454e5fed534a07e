package io.gleaner.estimator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ledger's bytes: the sources' names once, sorted; then per word the distance in classes from
 * the word before, source and verdict in one number, and the distance in time.
 */
final class LedgerCodec {

  private static final int VERDICT_BITS = 2;

  private LedgerCodec() {}

  /**
   * Writes a ledger that is not empty.
   *
   * @param since time that the first word's is counted from
   */
  static void write(Ledger ledger, long since, RowWriter out) {
    List<Word> words = ledger.words();
    String[] sources = sources(words);
    out.number(sources.length);
    for (String source : sources) {
      out.text(source);
    }
    out.number(words.size());
    int k = 0;
    long millis = since;
    for (Word word : words) {
      out.number(word.classIndex() - k);
      long source = Arrays.binarySearch(sources, word.source());
      out.number(source << VERDICT_BITS | word.verdict().code());
      out.signed(word.millis() - millis);
      k = word.classIndex();
      millis = word.millis();
    }
  }

  private static String[] sources(List<Word> words) {
    String first = words.get(0).source();
    for (Word word : words) {
      if (!word.source().equals(first)) {
        return words.stream().map(Word::source).distinct().sorted().toArray(String[]::new);
      }
    }
    // by far the most rows know one source
    return new String[] {first};
  }

  static Ledger read(RowReader in, long since) {
    String[] sources = new String[in.count()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = in.text();
    }
    int size = in.count();
    List<Word> words = new ArrayList<>(size);
    long k = 0;
    long millis = since;
    for (int i = 0; i < size; i++) {
      k += in.number();
      long packed = in.number();
      long source = packed >>> VERDICT_BITS;
      if (source >= sources.length || k > Integer.MAX_VALUE) {
        throw new RowFormatException("a word names source " + source + " and class " + k);
      }
      Verdict verdict = Verdict.of((int) (packed & ((1 << VERDICT_BITS) - 1)));
      millis += in.signed();
      words.add(new Word((int) k, sources[(int) source], verdict, millis));
    }
    return Ledger.ofSorted(words);
  }
}
