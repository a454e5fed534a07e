package io.gleaner.serving;

/** A checkpoint does not hold what its manifest or its model record promise. */
final class DamagedCheckpointException extends Exception {
  private static final long serialVersionUID = 1;

  DamagedCheckpointException(String message) {
    super(message);
  }

  DamagedCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
