package io.gleaner.estimator;

/**
 * The estimates' part of a row:
 *
 * <pre>
 * prior version, lineage, step, classes, form
 * dense (form 0)          φ, one octet a class
 * sparse (form m + 1)     m distances from the explicit class before, then φ of the m classes;
 *                         all others stand at the nearest φ of the prior version
 * history                 length, see {@link History}
 * </pre>
 *
 * <p>Label spaces that are kept whole are dense: they must be readable whatever became of the class
 * priors. Of larger ones the shorter form is taken, the dense one if they are equal, so that equal
 * estimates have equal bytes.
 */
final class EstimatesCodec {

  private static final int DENSE = 0;

  private final Sparsity sparsity;
  private final Reference reference;

  EstimatesCodec(Sparsity sparsity, Reference reference) {
    this.sparsity = sparsity;
    this.reference = reference;
  }

  void write(Estimates estimates, RowWriter out) {
    out.number(estimates.priorVersion());
    RowCodec.write(estimates.applied(), out);
    byte[] logits = estimates.logits();
    out.number(logits.length);
    if (sparsity.keepsWhole(logits.length)) {
      writeDense(logits, out);
    } else {
      writeShorter(logits, explicit(estimates), out);
    }
    byte[] history = estimates.history().bytes();
    out.number(history.length);
    out.vector(history);
  }

  private static void writeDense(byte[] logits, RowWriter out) {
    out.number(DENSE);
    out.vector(logits);
  }

  private int[] explicit(Estimates estimates) {
    int[] known = estimates.explicit();
    if (known != null) {
      return known;
    }
    byte[] logits = estimates.logits();
    byte[] standing = reference.standing(estimates.priorVersion(), logits.length);
    return new Differences().between(logits, standing, logits.length);
  }

  private static void writeShorter(byte[] logits, int[] explicit, RowWriter out) {
    if (sparseLength(explicit) < logits.length) {
      out.number(explicit.length + 1L);
      writeExplicit(logits, explicit, out);
    } else {
      writeDense(logits, out);
    }
  }

  /** How long the sparse form would be. */
  private static int sparseLength(int[] explicit) {
    int length = 2 * explicit.length;
    int last = 0;
    for (int k : explicit) {
      length += k - last < 0x80 ? 0 : k - last < 0x4000 ? 1 : 2;
      last = k;
    }
    return length;
  }

  private static void writeExplicit(byte[] logits, int[] explicit, RowWriter out) {
    int last = 0;
    for (int k : explicit) {
      out.number(k - last);
      last = k;
    }
    for (int k : explicit) {
      out.octet(logits[k]);
    }
  }

  Estimates read(RowReader in) {
    long priorVersion = in.number();
    ModelStep applied = RowCodec.modelStep(in);
    int classes = in.classes();
    long form = in.number();
    byte[] logits =
        form == DENSE ? in.vector(classes) : sparse(in, classes, form - 1, priorVersion);
    History history = History.of(in.vector(in.count()));
    return new Estimates(logits, priorVersion, applied, history);
  }

  private byte[] sparse(RowReader in, int classes, long explicit, long priorVersion) {
    if (explicit < 0 || explicit > classes) {
      throw new RowFormatException(explicit + " of " + classes + " classes are explicit");
    }
    byte[] logits = reference.standing(priorVersion, classes);
    int[] indices = new int[(int) explicit];
    long k = 0;
    for (int i = 0; i < indices.length; i++) {
      k += in.number();
      if (k < 0 || k >= classes) {
        throw new RowFormatException("class " + k + " of " + classes + " is explicit");
      }
      indices[i] = (int) k;
    }
    for (int index : indices) {
      logits[index] = (byte) in.octet();
    }
    return logits;
  }

  /** Dense, and without history. */
  static Estimates readFormat1(RowReader in) {
    long priorVersion = in.number();
    ModelStep applied = RowCodec.modelStep(in);
    return new Estimates(in.vector(in.count()), priorVersion, applied, History.EMPTY);
  }
}
