package io.gleaner.protocol;

/** The configuration is wrong: the message says what and how to mend it, in one line. */
public final class ConfigurationException extends RuntimeException {

  /** A fault the operator must mend. */
  public ConfigurationException(String message) {
    super(message);
  }

  /** A fault the operator must mend, found by another library. */
  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
