package io.gleaner.app.command;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongFunction;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far long work is: a bar on a terminal, otherwise a line every few seconds. */
public interface Progress extends AutoCloseable {

  /** So much is done, in the unit of the work's length. */
  void at(long done);

  @Override
  void close();

  /**
   * What is worked on.
   *
   * @param task stands before the bar
   * @param unit what is counted, as the bar names it
   * @param unitSize how many of the length's units make one that is shown
   * @param length of the whole work
   */
  record Work(String task, String unit, long unitSize, long length) {}

  /**
   * The kind that suits where the output goes.
   *
   * @param line what a log says when so much is done
   */
  static Progress of(Work work, LongFunction<String> line, PrintWriter out, Clock clock) {
    return Terminal.isInteractive() ? new Bar(work) : new Lines(line, out, clock);
  }

  /** On a terminal. */
  final class Bar implements Progress {
    private final ProgressBar bar;

    Bar(Work work) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(work.task())
              .setUnit(" " + work.unit(), work.unitSize())
              .setInitialMax(work.length())
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .build();
    }

    @Override
    public void at(long done) {
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** In a log. */
  final class Lines implements Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final LongFunction<String> line;
    private final PrintWriter out;
    private final Clock clock;
    private Instant next;

    Lines(LongFunction<String> line, PrintWriter out, Clock clock) {
      this.line = line;
      this.out = out;
      this.clock = clock;
      this.next = clock.instant().plus(INTERVAL);
    }

    @Override
    public void at(long done) {
      Instant now = clock.instant();
      if (!now.isBefore(next)) {
        next = now.plus(INTERVAL);
        out.println(line.apply(done));
        out.flush();
      }
    }

    @Override
    public void close() {
      // What follows says the rest.
    }
  }
}
