package io.gleaner.app.demo;

import io.gleaner.app.command.Terminal;
import io.gleaner.app.command.UsageException;
import io.gleaner.app.demo.DataDirectory.Identity;
import io.gleaner.app.demo.DemoRun.Outcome;
import io.gleaner.app.demo.DemoSettings.Labelling;
import io.gleaner.app.stage.Termination;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gleaner demo}. */
@Command(
    name = "demo",
    description = {
      "Shows the whole loop at work on this machine, on pictures it draws itself.",
      "",
      "Starts a Kafka broker and the four stages in one process, sends JPEG pictures with one"
          + " label each, trains a small network on them from nothing, and ends with a report: how"
          + " well the tags rank what nobody told it. Stopped or killed, the same command on the"
          + " same directory goes on where it was.",
      "",
      "A drawn annotator, demo-annotator, answers the random audits, which alone say how good tags"
          + " are on the stream; all other questions on the live page are yours.",
      ""
    })
public final class DemoCommand implements Callable<Integer> {

  private static final long DEFAULT_SEED = 1;

  /** So many that a few are holdout. */
  private static final int FEWEST_IMAGES = 50;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Pictures to draw, a tenth of them holdout. Default: as many as four minutes take.")
  private @Nullable Integer images;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of pictures, weights and sampling. Default: " + DEFAULT_SEED + ".")
  private @Nullable Long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("data", "demo");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "HTTP port on 127.0.0.1, 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Option(
      names = "--compare-full",
      description = "Run a second time with every label given, and report that as full_map.")
  private boolean compareFull;

  @Option(
      names = "--keep-running",
      description =
          "After the report, leave everything running until Ctrl-C. On a terminal that is the"
              + " default; --no-keep-running ends the demo with its report.",
      negatable = true)
  private @Nullable Boolean keepRunning;

  @Option(
      names = "--no-browser",
      description = "Open no browser. Without a desktop none is opened anyway.")
  private boolean noBrowser;

  /** For picocli. */
  public DemoCommand() {}

  @Override
  public Integer call() throws IOException {
    if (images != null && images < FEWEST_IMAGES) {
      throw new UsageException(
          "--images %d is too few to learn from: give %d or more".formatted(images, FEWEST_IMAGES));
    }
    StatusLine status = new StatusLine(System.out, Terminal.isInteractive());
    Identity defaults =
        new Identity(DEFAULT_SEED, DemoSettings.of(Labelling.SINGLE_POSITIVE).images());
    try (DataDirectory directory = DataDirectory.open(data)) {
      Identity identity =
          directory.identity(Optional.ofNullable(seed), Optional.ofNullable(images), defaults);
      PictureSet pictures = new PictureSet(identity.seed(), identity.images());
      status.say(
          "Gleaner demo: %d pictures, seed %d, in %s"
              .formatted(identity.images(), identity.seed(), data));
      LogFile.redirectTo(data.resolve("demo.log"));
      run(pictures, identity.seed(), status);
      return 0;
    } catch (InterruptedException e) {
      status.say("Stopped. The same command goes on where it was.");
      return 0;
    }
  }

  private void run(PictureSet pictures, long seed, StatusLine status)
      throws IOException, InterruptedException {
    Outcome outcome = run(data, pictures, seed, Labelling.SINGLE_POSITIVE, status);
    if (compareFull) {
      status.say("Now the same run given every label:");
      Path full = data.resolve("full");
      summarise(
          outcome, Optional.of(run(full, pictures, seed, Labelling.EVERY_LABEL, status)), status);
    }
  }

  private Outcome run(
      Path directory, PictureSet pictures, long seed, Labelling labelling, StatusLine status)
      throws IOException, InterruptedException {
    DemoRun run = start(directory, pictures, seed, labelling, status);
    Termination termination = Termination.onSignal("demo", run::close);
    try {
      showPage(run, labelling, status);
      Outcome outcome = run.await();
      if (labelling == Labelling.SINGLE_POSITIVE) {
        summarise(outcome, Optional.empty(), status);
        if (keepsRunning()) {
          status.say("Running on, with the live page at " + run.page() + "; Ctrl-C ends it.");
          run.awaitClose();
        }
      }
      return outcome;
    } finally {
      termination.end();
    }
  }

  private void showPage(DemoRun run, Labelling labelling, StatusLine status) {
    status.say("live page " + run.page());
    status.say("ask why   ./gleaner explain picture-000042 --at " + run.explanationsAt());
    status.say(
        PictureSubmissions.ANNOTATOR + " answers the random audits; other questions are yours");
    if (labelling == Labelling.SINGLE_POSITIVE && Terminal.isInteractive() && !noBrowser) {
      Browser.open(run.page());
    }
  }

  private boolean keepsRunning() {
    return keepRunning == null ? Terminal.isInteractive() && !compareFull : keepRunning;
  }

  private DemoRun start(
      Path directory, PictureSet pictures, long seed, Labelling labelling, StatusLine status) {
    return new DemoRun(
        directory,
        pictures,
        seed,
        port,
        labelling,
        status,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        Clock.systemUTC());
  }

  private void summarise(Outcome outcome, Optional<Outcome> full, StatusLine status)
      throws IOException {
    DemoReport report =
        full.map(other -> outcome.report().withFull(other.report())).orElse(outcome.report());
    status.say("");
    status.say(Summary.of(report));
    status.say("report   " + ReportFiles.json(data, report).toAbsolutePath());
    status.say("picture  " + ReportFiles.svg(data, outcome, full).toAbsolutePath());
  }
}
