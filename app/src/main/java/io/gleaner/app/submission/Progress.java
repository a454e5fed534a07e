package io.gleaner.app.submission;

import io.gleaner.app.command.Terminal;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an import is: a bar on a terminal, otherwise a line every few seconds. */
interface Progress extends AutoCloseable {

  /** Another entry is done or on its way. */
  void step();

  @Override
  void close();

  /** The kind that suits where the output goes. */
  static Progress of(long entries, Tally tally, PrintWriter out, Clock clock) {
    return Terminal.isInteractive() ? new Bar(entries) : new Lines(entries, tally, out, clock);
  }

  /** On a terminal. */
  final class Bar implements Progress {
    private final ProgressBar bar;

    Bar(long entries) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("import")
              .setUnit(" images", 1)
              .setInitialMax(entries)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .build();
    }

    @Override
    public void step() {
      bar.step();
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** In a log. */
  final class Lines implements Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final long entries;
    private final Tally tally;
    private final PrintWriter out;
    private final Clock clock;
    private Instant next;

    Lines(long entries, Tally tally, PrintWriter out, Clock clock) {
      this.entries = entries;
      this.tally = tally;
      this.out = out;
      this.clock = clock;
      this.next = clock.instant().plus(INTERVAL);
    }

    @Override
    public void step() {
      Instant now = clock.instant();
      if (!now.isBefore(next)) {
        next = now.plus(INTERVAL);
        out.printf(
            "%d of %d: %d sent, %d skipped%n",
            tally.done(), entries, tally.sentCount(), tally.skippedCount());
        out.flush();
      }
    }

    @Override
    public void close() {
      // The closing report says the rest.
    }
  }
}
