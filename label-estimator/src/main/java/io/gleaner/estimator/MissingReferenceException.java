package io.gleaner.estimator;

/** A record or a row names class priors or classes that are not published: a topic lost some. */
final class MissingReferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingReferenceException(String message) {
    super(message);
  }
}
