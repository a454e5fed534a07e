package io.gleaner.app.experiment;

import io.gleaner.app.command.Terminal;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an experiment is: a bar on a terminal, otherwise a line an objective. */
interface ExperimentProgress extends AutoCloseable {

  /** An objective begins. */
  void begin(ObjectiveChoice objective);

  /** Another measurement is made. */
  void step();

  @Override
  void close();

  /**
   * The kind that suits where the output goes.
   *
   * @param steps measurements in all
   */
  static ExperimentProgress of(long steps, PrintWriter out) {
    return Terminal.isInteractive() ? new Bar(steps) : new Lines(out);
  }

  /** On a terminal. */
  final class Bar implements ExperimentProgress {
    private final ProgressBar bar;

    Bar(long steps) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("experiment")
              .setUnit(" epochs", 1)
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .build();
    }

    @Override
    public void begin(ObjectiveChoice objective) {
      bar.setExtraMessage(objective.text());
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
  record Lines(PrintWriter out) implements ExperimentProgress {
    @Override
    public void begin(ObjectiveChoice objective) {
      out.println("trains with " + objective.text());
      out.flush();
    }

    @Override
    public void step() {
      // a line an objective is enough
    }

    @Override
    public void close() {
      // the table says the rest
    }
  }
}
