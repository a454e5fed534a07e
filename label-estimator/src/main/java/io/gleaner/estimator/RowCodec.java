package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * A row's bytes. The first octet is the format's version; the second says which parts follow, each
 * only if it is there:
 *
 * <pre>
 * revision, deletedAt + 1, latestEvent + 1, latestHoldout + 1, classes
 * ledger      see {@link LedgerCodec}
 * estimates   prior version, lineage, step, length, φ (one octet a class)
 * scores      published lineage, step, latest lineage, step, millis, length, probabilities (two
 *             octets a class), decisions: length, one bit a class
 * arrival     lineage, step, millis, length, φ of the scores (one octet a class)
 * query       class, revision
 * </pre>
 *
 * <p>Equal rows have equal bytes. A row whose vectors are shorter than the label space is valid:
 * the classes beyond have not started.
 */
final class RowCodec {

  static final int FORMAT = 1;

  private static final int LEDGER = 1;
  private static final int ESTIMATES = 2;
  private static final int SCORES = 4;
  private static final int ARRIVAL = 8;
  private static final int QUERY = 16;

  private RowCodec() {}

  static byte[] encode(Row row) {
    RowWriter out = new RowWriter(64 + 6 * row.classes());
    out.octet(FORMAT);
    out.octet(parts(row));
    out.number(row.revision());
    out.number(row.deletedAt() + 1);
    out.number(row.latestEvent() + 1);
    out.number(row.latestHoldout() + 1);
    out.number(row.classes());
    if (!row.ledger().isEmpty()) {
      LedgerCodec.write(row.ledger(), out);
    }
    write(row.estimates(), out);
    write(row.scores(), out);
    write(row.arrival(), out);
    write(row.query(), out);
    return out.toBytes();
  }

  /**
   * Reads a row; no bytes are an image nobody has spoken of.
   *
   * @throws RowFormatException if the bytes are no row of this format
   */
  static Row decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return Row.NEW;
    }
    RowReader in = new RowReader(bytes);
    int format = in.octet();
    if (format != FORMAT) {
      throw new RowFormatException(
          "row of format %d; this version reads format %d: run the newer version"
              .formatted(format, FORMAT));
    }
    int parts = in.octet();
    long revision = in.number();
    long deletedAt = in.number() - 1;
    long latestEvent = in.number() - 1;
    long latestHoldout = in.number() - 1;
    int classes = (int) in.number();
    Row row =
        new Row(
            classes,
            revision,
            deletedAt,
            latestEvent,
            latestHoldout,
            has(parts, LEDGER) ? LedgerCodec.read(in) : Ledger.EMPTY,
            has(parts, ESTIMATES) ? estimates(in) : null,
            has(parts, SCORES) ? scores(in) : null,
            has(parts, ARRIVAL) ? arrival(in) : null,
            has(parts, QUERY) ? new OpenQuery((int) in.number(), in.number()) : null);
    in.end();
    return row;
  }

  private static int parts(Row row) {
    return (row.ledger().isEmpty() ? 0 : LEDGER)
        | (row.estimates() == null ? 0 : ESTIMATES)
        | (row.scores() == null ? 0 : SCORES)
        | (row.arrival() == null ? 0 : ARRIVAL)
        | (row.query() == null ? 0 : QUERY);
  }

  private static boolean has(int parts, int part) {
    return (parts & part) != 0;
  }

  private static void write(@Nullable Estimates estimates, RowWriter out) {
    if (estimates != null) {
      out.number(estimates.priorVersion());
      write(estimates.applied(), out);
      out.number(estimates.classes());
      out.vector(estimates.logits());
    }
  }

  private static Estimates estimates(RowReader in) {
    long priorVersion = in.number();
    ModelStep applied = modelStep(in);
    return new Estimates(in.vector(in.count()), priorVersion, applied);
  }

  private static void write(@Nullable Scores scores, RowWriter out) {
    if (scores != null) {
      write(scores.published(), out);
      write(scores.latest(), out);
      out.number(scores.latestMillis());
      out.number(scores.classes());
      out.vector(scores.probabilities());
      out.number(scores.decisions());
      out.vector(bits(scores));
    }
  }

  private static Scores scores(RowReader in) {
    ModelStep published = modelStep(in);
    ModelStep latest = modelStep(in);
    long latestMillis = in.number();
    short[] probabilities = in.shorts(in.count());
    boolean[] present = new boolean[in.bitCount()];
    byte[] bits = in.vector((present.length + 7) / 8);
    for (int k = 0; k < present.length; k++) {
      present[k] = (bits[k >> 3] >> (k & 7) & 1) != 0;
    }
    return new Scores(probabilities, present, published, latest, latestMillis);
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

  private static void write(@Nullable Arrival arrival, RowWriter out) {
    if (arrival != null) {
      write(arrival.model(), out);
      out.number(arrival.millis());
      out.number(arrival.logits().length);
      out.vector(arrival.logits());
    }
  }

  private static Arrival arrival(RowReader in) {
    ModelStep model = modelStep(in);
    long millis = in.number();
    return new Arrival(in.vector(in.count()), model, millis);
  }

  private static void write(@Nullable OpenQuery query, RowWriter out) {
    if (query != null) {
      out.number(query.classIndex());
      out.number(query.revision());
    }
  }

  private static void write(ModelStep model, RowWriter out) {
    out.number(model.lineage());
    out.number(model.step());
  }

  private static ModelStep modelStep(RowReader in) {
    return new ModelStep(in.number(), in.number());
  }
}
