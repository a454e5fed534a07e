package io.gleaner.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** The secret that a request names to be let in. Never part of a message. */
final class AccessToken {

  /** Of characters; shorter ones can be guessed. */
  private static final int SHORTEST = 16;

  private final byte[] secret;

  private AccessToken(byte[] secret) {
    this.secret = secret;
  }

  /**
   * The token that the configuration gives.
   *
   * @param text of {@code gleaner.access.token}; may be empty
   * @param file of {@code gleaner.access.token-file}; may be empty
   * @return empty if neither is set
   * @throws ConfigurationException if both are set, the file cannot be read, or it is no good token
   */
  static Optional<AccessToken> of(String text, String file) {
    if (!text.isEmpty() && !file.isEmpty()) {
      throw new ConfigurationException(
          "gleaner.access.token and gleaner.access.token-file are both set: keep one");
    }
    if (text.isEmpty() && file.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(checked(file.isEmpty() ? text : read(Path.of(file))));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigurationException(
          "gleaner.access.token-file = %s cannot be read: check the path and who may read it"
              .formatted(file),
          e);
    }
  }

  private static AccessToken checked(String token) {
    if (token.length() < SHORTEST || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new ConfigurationException(
          "the token of gleaner.access needs %d or more letters, digits and signs without spaces: openssl rand -hex 32 makes one"
              .formatted(SHORTEST));
    }
    return new AccessToken(token.getBytes(UTF_8));
  }

  /** As a client sends it. */
  String authorization() {
    return "Bearer " + new String(secret, UTF_8);
  }

  /** Compares in a time that does not tell where the two differ. */
  boolean is(String said) {
    return MessageDigest.isEqual(secret, said.getBytes(UTF_8));
  }
}
