package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * A row's bytes, in two values: what every event may change, and {@link ScoringCodec what only
 * scoring changes}. The first octet is the format's version; the second says which parts follow,
 * each only if it is there:
 *
 * <pre>
 * revision, deletedAt + 1, latestEvent + 1, latestHoldout + 1, classes
 * ledger      see {@link LedgerCodec}; times from latestEvent on
 * estimates   see {@link EstimatesCodec}
 * query       class, revision
 * audit       propensity of the query, eight octets, if a random audit asked it
 * unanswered  classes asked about in vain: how many; of each its distance in classes from the one
 *             before and until when it is not asked about again, 0 for good. Only in format 3
 * </pre>
 *
 * <p>Equal rows have equal bytes. A row whose vectors are shorter than the label space is valid:
 * the classes beyond have not started. Rows in which nothing was asked in vain, which are nearly
 * all, are written in format 2, as before there was a third. Format 1 is still read: there, times
 * of the ledger count from 0, estimates are dense and have no history, and scores and arrival come
 * before the query.
 */
final class RowCodec {

  static final int FORMAT = 3;

  private static final int FORMAT_WITHOUT_UNANSWERED = 2;

  /** Of most rows; a longer one grows. */
  private static final int USUAL_BYTES = 1 << 11;

  private static final int LEDGER = 1;
  private static final int ESTIMATES = 2;
  private static final int SCORES = 4;
  private static final int ARRIVAL = 8;
  private static final int QUERY = 16;
  private static final int AUDIT = 32;
  private static final int UNANSWERED = 64;

  private final EstimatesCodec estimates;

  RowCodec(Sparsity sparsity, Reference reference) {
    this.estimates = new EstimatesCodec(sparsity, reference);
  }

  /** The bytes of everything but what scoring changes. */
  byte[] encode(Row row) {
    RowWriter out = new RowWriter(USUAL_BYTES);
    out.octet(row.unanswered().isEmpty() ? FORMAT_WITHOUT_UNANSWERED : FORMAT);
    out.octet(parts(row));
    out.number(row.revision());
    Sayings sayings = row.sayings();
    out.number(sayings.deletedAt() + 1);
    out.number(sayings.latestEvent() + 1);
    out.number(sayings.latestHoldout() + 1);
    out.number(row.classes());
    if (!row.ledger().isEmpty()) {
      LedgerCodec.write(row.ledger(), sayings.latestEvent(), out);
    }
    if (row.estimates() != null) {
      estimates.write(row.estimates(), out);
    }
    if (row.query() != null) {
      out.number(row.query().classIndex());
      out.number(row.query().revision());
      if (row.query().audit()) {
        out.real(row.query().auditPropensity());
      }
    }
    if (!row.unanswered().isEmpty()) {
      row.unanswered().write(out);
    }
    return out.toBytes();
  }

  /**
   * Reads a row; no bytes are an image nobody has spoken of.
   *
   * @param scoring null if the row has no scores, or they are not asked for
   * @throws RowFormatException if the bytes are no row of a known format
   * @throws MissingReferenceException if the row is sparse and stands at class priors that are gone
   */
  Row decode(byte @Nullable [] bytes, byte @Nullable [] scoring) {
    if (bytes == null) {
      return Row.NEW;
    }
    RowReader in = new RowReader(bytes);
    int format = in.octet();
    if (format < 1 || format > FORMAT) {
      throw new RowFormatException(
          "row of format %d; this version reads formats 1 to %d: run the newer version"
              .formatted(format, FORMAT));
    }
    int parts = in.octet();
    long revision = in.number();
    long deletedAt = in.number() - 1;
    long latestEvent = in.number() - 1;
    long latestHoldout = in.number() - 1;
    int classes = (int) in.number();
    boolean first = format == 1;
    Row row =
        new Row(
            classes,
            revision,
            new Sayings(
                deletedAt,
                latestEvent,
                latestHoldout,
                has(parts, LEDGER) ? LedgerCodec.read(in, first ? 0 : latestEvent) : Ledger.EMPTY),
            has(parts, ESTIMATES)
                ? first ? EstimatesCodec.readFormat1(in) : estimates.read(in)
                : null,
            has(parts, SCORES) ? ScoringCodec.scores(in) : null,
            has(parts, ARRIVAL) ? ScoringCodec.arrival(in, false) : null,
            null,
            has(parts, QUERY) ? query(in, has(parts, AUDIT)) : null,
            has(parts, UNANSWERED) ? Unanswered.read(in) : Unanswered.NONE);
    in.end();
    return scoring == null ? row : ScoringCodec.decode(scoring, row);
  }

  private static OpenQuery query(RowReader in, boolean audit) {
    return new OpenQuery((int) in.number(), in.number(), audit ? in.real() : 0);
  }

  private static int parts(Row row) {
    return (row.ledger().isEmpty() ? 0 : LEDGER)
        | (row.estimates() == null ? 0 : ESTIMATES)
        | (row.query() == null ? 0 : row.query().audit() ? QUERY | AUDIT : QUERY)
        | (row.unanswered().isEmpty() ? 0 : UNANSWERED);
  }

  private static boolean has(int parts, int part) {
    return (parts & part) != 0;
  }

  static void write(ModelStep model, RowWriter out) {
    out.number(model.lineage());
    out.number(model.step());
  }

  static ModelStep modelStep(RowReader in) {
    return new ModelStep(in.number(), in.number());
  }
}
