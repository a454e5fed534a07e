package io.gleaner.estimator;

import io.gleaner.protocol.RejectionReason;

/** A record that no row can take; it goes to the rejected topic, and the ones after it go on. */
final class UnusableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  UnusableRecordException(RejectionReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }

  /** One line for people. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
