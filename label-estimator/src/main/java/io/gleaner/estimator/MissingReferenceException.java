package io.gleaner.estimator;

/** A record names class priors that nobody published: the topic of models lost records. */
final class MissingReferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingReferenceException(String message) {
    super(message);
  }
}
