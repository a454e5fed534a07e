package io.gleaner.app.broker;

/** The embedded broker cannot start; the message says what the operator can do, in one line. */
public final class BrokerStartException extends RuntimeException {

  BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
