package io.gleaner.estimator;

/**
 * What may be asked about an image now.
 *
 * @param bar a chosen question must be worth more; infinite if none may be asked
 * @param auditChance the chance in [0, 1] with which an image that arrives is audited
 * @param millis when: the record's time
 */
record QueryAllowance(double bar, double auditChance, long millis) {

  /** Nothing may be asked. */
  static final QueryAllowance NONE = new QueryAllowance(Double.POSITIVE_INFINITY, 0, 0);

  /** Whether a question that is worth enough may be asked. */
  boolean chosen() {
    return bar < Double.POSITIVE_INFINITY;
  }
}
