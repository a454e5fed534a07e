package io.gleaner.network;

/** A safetensors header that does not hold; the reader adds the file's name. */
final class InvalidHeaderException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidHeaderException(String message) {
    super(message);
  }

  InvalidHeaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
