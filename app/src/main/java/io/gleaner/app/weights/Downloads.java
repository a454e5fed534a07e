package io.gleaner.app.weights;

import io.gleaner.app.command.Progress;
import java.io.PrintWriter;
import java.time.Clock;

/** How a download's progress is shown. */
final class Downloads {
  private static final long MEGABYTE = 1_000_000;

  private Downloads() {}

  static Progress progress(String name, long bytes, PrintWriter out, Clock clock) {
    return Progress.of(
        new Progress.Work(name, "MB", MEGABYTE, bytes),
        come -> "%s: %d of %d MB".formatted(name, come / MEGABYTE, bytes / MEGABYTE),
        out,
        clock);
  }
}
