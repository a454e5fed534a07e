package io.gleaner.estimator;

/**
 * What may be asked about an image now.
 *
 * @param chosen whether the class that would teach most may be asked
 * @param auditChance the chance in [0, 1] with which an image that arrives is audited
 */
record QueryAllowance(boolean chosen, double auditChance) {

  /** Nothing may be asked. */
  static final QueryAllowance NONE = new QueryAllowance(false, 0);
}
