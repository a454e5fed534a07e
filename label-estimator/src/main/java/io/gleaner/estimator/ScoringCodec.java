package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * What scoring and publishing tags change of a row, in a value of its own so that training neither
 * reads nor writes it. The first octet is the format's version; the second says which parts follow:
 *
 * <pre>
 * scores      published lineage, step, latest lineage, step, millis, length, probabilities (two
 *             octets a class), decisions: length, one bit a class
 * arrival     lineage, step, millis, length, φ of the scores (one octet a class); a bit of the second
 *             octet says whether the model had not been trained through the sample
 * published   revision, millis of the tags published last; since format 2
 * </pre>
 */
final class ScoringCodec {

  static final int FORMAT = 2;

  private static final int SCORES = 1;
  private static final int ARRIVAL = 2;
  private static final int PUBLISHED = 4;
  private static final int UNSEEN = 8;

  private ScoringCodec() {}

  /** The bytes of a row's scores, arrival and last tags; null if it has none of them. */
  static byte @Nullable [] encode(Row row) {
    int parts = parts(row);
    if (parts == 0) {
      return null;
    }
    RowWriter out = new RowWriter(64 + (row.scores() == null ? 0 : 4 * row.classes()));
    out.octet(FORMAT);
    out.octet(parts);
    write(row.scores(), out);
    write(row.arrival(), out);
    write(row.published(), out);
    return out.toBytes();
  }

  private static int parts(Row row) {
    Arrival arrival = row.arrival();
    return (row.scores() == null ? 0 : SCORES)
        | (arrival == null ? 0 : arrival.unseen() ? ARRIVAL | UNSEEN : ARRIVAL)
        | (row.published() == null ? 0 : PUBLISHED);
  }

  /** A row with what these bytes hold. */
  static Row decode(byte[] bytes, Row row) {
    RowReader in = new RowReader(bytes);
    int format = in.octet();
    if (format < 1 || format > FORMAT) {
      throw new RowFormatException(
          "scores of format %d; this version reads formats 1 to %d: run the newer version"
              .formatted(format, FORMAT));
    }
    int parts = in.octet();
    Scores scores = (parts & SCORES) == 0 ? null : scores(in);
    Arrival arrival = (parts & ARRIVAL) == 0 ? null : arrival(in, (parts & UNSEEN) != 0);
    PublishedTags published = (parts & PUBLISHED) == 0 ? null : published(in);
    in.end();
    return row.withScores(scores, arrival).withPublished(published);
  }

  private static void write(@Nullable Scores scores, RowWriter out) {
    if (scores != null) {
      RowCodec.write(scores.published(), out);
      RowCodec.write(scores.latest(), out);
      out.number(scores.latestMillis());
      out.number(scores.classes());
      out.vector(scores.probabilities());
      out.number(scores.decisions());
      out.vector(bits(scores));
    }
  }

  private static byte[] bits(Scores scores) {
    byte[] bits = new byte[(scores.decisions() + 7) / 8];
    for (int k = 0; k < scores.decisions(); k++) {
      if (scores.present(k)) {
        bits[k >> 3] |= (byte) (1 << (k & 7));
      }
    }
    return bits;
  }

  static Scores scores(RowReader in) {
    ModelStep published = RowCodec.modelStep(in);
    ModelStep latest = RowCodec.modelStep(in);
    long latestMillis = in.number();
    short[] probabilities = in.shorts(in.count());
    boolean[] present = new boolean[in.bitCount()];
    byte[] bits = in.vector((present.length + 7) / 8);
    for (int k = 0; k < present.length; k++) {
      present[k] = (bits[k >> 3] >> (k & 7) & 1) != 0;
    }
    return new Scores(probabilities, present, published, latest, latestMillis);
  }

  private static void write(@Nullable Arrival arrival, RowWriter out) {
    if (arrival != null) {
      RowCodec.write(arrival.model(), out);
      out.number(arrival.millis());
      out.number(arrival.logits().length);
      out.vector(arrival.logits());
    }
  }

  static Arrival arrival(RowReader in, boolean unseen) {
    ModelStep model = RowCodec.modelStep(in);
    long millis = in.number();
    return new Arrival(in.vector(in.count()), model, millis, unseen);
  }

  private static void write(@Nullable PublishedTags published, RowWriter out) {
    if (published != null) {
      out.number(published.revision());
      out.number(published.millis());
    }
  }

  private static PublishedTags published(RowReader in) {
    return new PublishedTags(in.number(), in.number());
  }
}
