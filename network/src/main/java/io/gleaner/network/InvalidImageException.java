package io.gleaner.network;

import java.io.IOException;

/** Bytes that should be a picture cannot be decoded as one. */
public final class InvalidImageException extends IOException {

  private static final long serialVersionUID = 1L;

  InvalidImageException(String message) {
    super(message);
  }

  InvalidImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
