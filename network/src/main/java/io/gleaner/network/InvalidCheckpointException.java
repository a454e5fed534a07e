package io.gleaner.network;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint that must not be used; the message names the file and the reason. */
public final class InvalidCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  InvalidCheckpointException(Path file, String reason) {
    super("checkpoint file " + file + ": " + reason);
  }

  InvalidCheckpointException(Path file, String reason, Throwable cause) {
    super("checkpoint file " + file + ": " + reason, cause);
  }
}
