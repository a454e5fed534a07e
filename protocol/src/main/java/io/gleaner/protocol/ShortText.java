package io.gleaner.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How long ids of images and of queries and names of sources may be: they are keys and columns. */
public final class ShortText {

  /** In UTF-8. */
  public static final int MAX_BYTES = 512;

  private static final int MOST_BYTES_A_CHAR = 3;

  private ShortText() {}

  /** Whether a text is longer than that. */
  public static boolean isTooLong(String text) {
    return text.length() * MOST_BYTES_A_CHAR > MAX_BYTES
        && (text.length() > MAX_BYTES || text.getBytes(UTF_8).length > MAX_BYTES);
  }

  /** The beginning of a text that may be of any length, for a message. */
  public static String brief(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
