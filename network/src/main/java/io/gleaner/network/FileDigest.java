package io.gleaner.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a checkpoint's manifest knows of a file's content.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param bytes the file's size
 */
public record FileDigest(String sha256, long bytes) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 1 << 16;

  public FileDigest {
    requireSha256(sha256);
    if (bytes < 0) {
      throw new IllegalArgumentException("a file cannot have " + bytes + " bytes");
    }
  }

  static void requireSha256(String sha256) {
    Objects.requireNonNull(sha256, "sha256");
    if (!HEX.matcher(sha256).matches()) {
      throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256 in lower-case hex");
    }
  }

  /** Reads the whole file. */
  public static FileDigest of(Path file) throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        bytes += read;
      }
    }
    return new FileDigest(HexFormat.of().formatHex(digest.digest()), bytes);
  }

  static FileDigest of(byte[] content) {
    return new FileDigest(HexFormat.of().formatHex(sha256Digest().digest(content)), content.length);
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256, this one has not", e);
    }
  }
}
