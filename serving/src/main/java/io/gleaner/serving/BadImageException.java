package io.gleaner.serving;

import io.gleaner.protocol.RejectionReason;

/** An image's bytes are no image that could be scored. */
final class BadImageException extends Exception {
  private static final long serialVersionUID = 1;

  private final RejectionReason reason;

  BadImageException(RejectionReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  BadImageException(RejectionReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
