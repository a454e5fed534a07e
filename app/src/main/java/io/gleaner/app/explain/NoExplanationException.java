package io.gleaner.app.explain;

/** The label-estimator has no answer; the message says why, and what to do. */
public final class NoExplanationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoExplanationException(String message) {
    super(message);
  }
}
