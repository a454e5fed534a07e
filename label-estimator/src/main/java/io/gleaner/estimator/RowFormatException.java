package io.gleaner.estimator;

/** Stored bytes are not a row of a format this version reads: the store needs a newer program. */
final class RowFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RowFormatException(String message) {
    super(message);
  }
}
