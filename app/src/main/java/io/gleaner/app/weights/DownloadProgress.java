package io.gleaner.app.weights;

import io.gleaner.app.command.Terminal;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a download is: a bar on a terminal, otherwise a line every few seconds. */
interface DownloadProgress extends AutoCloseable {

  long MEGABYTE = 1_000_000;

  /** So many bytes have come. */
  void at(long bytes);

  @Override
  void close();

  /** The kind that suits where the output goes. */
  static DownloadProgress of(String name, long bytes, PrintWriter out, Clock clock) {
    return Terminal.isInteractive() ? new Bar(name, bytes) : new Lines(name, bytes, out, clock);
  }

  /** On a terminal. */
  final class Bar implements DownloadProgress {
    private final ProgressBar bar;

    Bar(String name, long bytes) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setUnit(" MB", MEGABYTE)
              .setInitialMax(bytes)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .build();
    }

    @Override
    public void at(long bytes) {
      bar.stepTo(bytes);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** In a log. */
  final class Lines implements DownloadProgress {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final String name;
    private final long bytes;
    private final PrintWriter out;
    private final Clock clock;
    private Instant next;

    Lines(String name, long bytes, PrintWriter out, Clock clock) {
      this.name = name;
      this.bytes = bytes;
      this.out = out;
      this.clock = clock;
      this.next = clock.instant().plus(INTERVAL);
    }

    @Override
    public void at(long come) {
      Instant now = clock.instant();
      if (!now.isBefore(next)) {
        next = now.plus(INTERVAL);
        out.printf("%s: %d of %d MB%n", name, come / MEGABYTE, bytes / MEGABYTE);
        out.flush();
      }
    }

    @Override
    public void close() {
      // What follows says the rest.
    }
  }
}
