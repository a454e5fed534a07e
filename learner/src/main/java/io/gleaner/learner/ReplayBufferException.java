package io.gleaner.learner;

/**
 * The replay buffer's files cannot be read or written: check the disk. The learner goes back to its
 * newest valid checkpoint when it is started again.
 */
final class ReplayBufferException extends RuntimeException {
  ReplayBufferException(String message) {
    super(message);
  }

  ReplayBufferException(String message, Exception cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
