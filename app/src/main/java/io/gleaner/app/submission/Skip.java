package io.gleaner.app.submission;

/**
 * Something that was not sent.
 *
 * @param where the place in the listing, for people
 * @param reason by which skips are counted
 * @param detail what exactly was wrong
 */
record Skip(String where, Reason reason, String detail) {

  /** Why something is not sent. */
  enum Reason {
    BROKEN_LINE("broken line"),
    NO_FILE_NAME("no file name"),
    UNKNOWN_ROLE("unknown role"),
    UNKNOWN_CLASS("unknown class"),
    UNKNOWN_CATEGORY("unknown category"),
    UNLISTED_IMAGE("annotated but not listed"),
    OUTSIDE_DIRECTORY("outside the images' directory"),
    NO_SUCH_FILE("no such file"),
    UNREADABLE_FILE("unreadable file"),
    EMPTY_FILE("empty file"),
    TOO_LARGE("too large"),
    NOT_ACCEPTED("not accepted by Kafka");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** For people. */
    String text() {
      return text;
    }
  }

  @Override
  public String toString() {
    return where + ": " + reason.text() + ": " + detail;
  }
}
