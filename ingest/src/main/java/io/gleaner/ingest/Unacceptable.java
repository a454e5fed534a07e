package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;

/**
 * This submission cannot become a sample: why, in a code for machines and a line for people.
 *
 * <p>It is an expected outcome of one record, not a fault of the program, so it carries no stack.
 */
final class Unacceptable extends Exception {

  private final RejectionReason reason;

  Unacceptable(RejectionReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }

  /** One line: what is wrong and, where that helps, what would be right. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
