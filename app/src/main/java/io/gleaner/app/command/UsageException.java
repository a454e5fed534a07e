package io.gleaner.app.command;

/** What the person asked for cannot be done as asked; the message says what to change. */
public final class UsageException extends RuntimeException {

  /** One line: what is wrong, where, and what to do. */
  public UsageException(String message) {
    super(message);
  }
}
