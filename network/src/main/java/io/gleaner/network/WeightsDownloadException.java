package io.gleaner.network;

import java.io.IOException;

/**
 * A weights file could not be downloaded whole; the message says from where, why and what to do.
 */
public final class WeightsDownloadException extends IOException {

  private static final long serialVersionUID = 1L;

  WeightsDownloadException(String message) {
    super(message);
  }

  WeightsDownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
