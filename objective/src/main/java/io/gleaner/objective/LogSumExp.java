package io.gleaner.objective;

/** log Σ exp(x) without overflow. */
final class LogSumExp {
  private LogSumExp() {}

  static double of(double[] x, int offset, int length) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < length; k++) {
      max = Math.max(max, x[offset + k]);
    }
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += Math.exp(x[offset + k] - max);
    }
    return max + Math.log(sum);
  }

  /** Over the entries of a row that are present, of −x; minus infinity when there are none. */
  static double ofPresentNegated(LabelBatch batch, int offset) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (batch.observed()[i] == LabelBatch.PRESENT) {
        max = Math.max(max, -batch.logits()[i]);
      }
    }
    double sum = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (batch.observed()[i] == LabelBatch.PRESENT) {
        sum += Math.exp(-batch.logits()[i] - max);
      }
    }
    return sum == 0 ? max : max + Math.log(sum);
  }

  /** Over the entries of a row that count as absent; minus infinity when there are none. */
  static double ofAbsent(LabelBatch batch, int offset, Unknown unknown) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (unknown.absent(batch.observed()[i])) {
        max = Math.max(max, batch.logits()[i]);
      }
    }
    double sum = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (unknown.absent(batch.observed()[i])) {
        sum += Math.exp(batch.logits()[i] - max);
      }
    }
    return sum == 0 ? max : max + Math.log(sum);
  }
}
