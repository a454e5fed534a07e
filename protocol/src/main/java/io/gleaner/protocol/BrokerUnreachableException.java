package io.gleaner.protocol;

/** No Kafka broker answers where the configuration says there is one. */
public final class BrokerUnreachableException extends RuntimeException {

  /** Says where the broker was looked for and what came back. */
  public BrokerUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
