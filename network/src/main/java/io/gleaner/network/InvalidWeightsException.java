package io.gleaner.network;

import java.io.IOException;

/**
 * A weights file or set of tensors is not what the network needs; the message says what differs.
 */
public final class InvalidWeightsException extends IOException {

  private static final long serialVersionUID = 1L;

  InvalidWeightsException(String message) {
    super(message);
  }

  InvalidWeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
