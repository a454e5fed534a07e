package io.gleaner.estimator;

/** A record or a row names class priors that are not published: the topic of models lost some. */
final class MissingReferenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingReferenceException(String message) {
    super(message);
  }
}
