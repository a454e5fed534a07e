package io.gleaner.serving;

/** An image cannot be tagged now, but may be soon. */
final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1;

  UnavailableException(String message) {
    super(message);
  }
}
