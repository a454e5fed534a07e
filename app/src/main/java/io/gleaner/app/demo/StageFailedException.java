package io.gleaner.app.demo;

import org.jspecify.annotations.Nullable;

/** A stage of the loop stopped while the demo still needed it. */
final class StageFailedException extends RuntimeException {

  StageFailedException(String stage, @Nullable Throwable cause) {
    super(
        "the %s stopped: %s; its log is above, and the same command on the same directory goes on"
            .formatted(stage, cause == null ? "it was closed" : cause.toString()),
        cause);
  }
}
