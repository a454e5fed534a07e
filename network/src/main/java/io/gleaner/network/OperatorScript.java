package io.gleaner.network;

import io.gleaner.protocol.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The one TorchScript file that a process may run as a backbone, as its own operator says. Such a
 * file is a program with the rights of the process, so records and checkpoints name it by its
 * digest alone: neither its place nor the permission ever comes from them.
 *
 * @param section of the configuration that this is from, for messages
 * @param enabled whether a TorchScript file may be run at all
 * @param file its path, empty for none
 */
public record OperatorScript(String section, boolean enabled, String file) {

  /** Allows none. */
  public static final OperatorScript NONE =
      new OperatorScript("gleaner.<stage>.torchscript", false, "");

  /** PyTorch is given the very bytes whose digest was taken, so they must fit into an array. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  public OperatorScript {
    Objects.requireNonNull(section, "section");
    if (enabled && file.isEmpty()) {
      throw new ConfigurationException(
          "%s.enabled is true, but %s.file is empty: name the TorchScript file"
              .formatted(section, section));
    }
  }

  /**
   * Digest of the file.
   *
   * @throws ConfigurationException if it is not allowed or cannot be read
   */
  public String sha256() {
    return FileDigest.of(read()).sha256();
  }

  /**
   * The file's bytes.
   *
   * @param sha256 the digest they must have
   * @throws ConfigurationException if the file is not allowed, cannot be read, or is another one
   */
  byte[] content(String sha256) {
    byte[] content = read();
    String actual = FileDigest.of(content).sha256();
    if (!actual.equals(sha256)) {
      throw new ConfigurationException(
          "%s.file = %s has SHA-256 %s, but the network needs the TorchScript file with %s: name that one"
              .formatted(section, file, actual, sha256));
    }
    return content;
  }

  private byte[] read() {
    if (!enabled) {
      throw new ConfigurationException(
          "the backbone is a TorchScript file, which is a program, and %s.enabled is false: if you trust the file, set it to true and %s.file to its path"
              .formatted(section, section));
    }
    Path path = Path.of(file);
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigurationException(
            "%s.file = %s has %d bytes, but 2 GiB is the most"
                .formatted(section, file, Files.size(path)));
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s.file = %s cannot be read: %s".formatted(section, file, e), e);
    }
  }
}
