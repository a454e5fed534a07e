package io.gleaner.app;

import io.gleaner.app.bench.BenchCommand;
import io.gleaner.app.demo.DemoCommand;
import io.gleaner.app.experiment.ExperimentCommand;
import io.gleaner.app.experiment.QueryExperimentCommand;
import io.gleaner.app.explain.ExplainCommand;
import io.gleaner.app.model.ModelCommand;
import io.gleaner.app.stage.BrokerCommand;
import io.gleaner.app.stage.IngestCommand;
import io.gleaner.app.stage.LabelEstimatorCommand;
import io.gleaner.app.stage.LearnerCommand;
import io.gleaner.app.stage.ServingCommand;
import io.gleaner.app.submission.ClassesCommand;
import io.gleaner.app.submission.ImportCommand;
import io.gleaner.app.submission.SubmitCommand;
import io.gleaner.app.weights.WeightsCommand;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code gleaner} command. */
@Command(
    name = "gleaner",
    description = {
      "Gleaner learns to tag images from a stream in which most labels are missing.",
      "",
      "Send it images with the labels you have; read tags that get better as it learns.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      BrokerCommand.class,
      IngestCommand.class,
      LabelEstimatorCommand.class,
      LearnerCommand.class,
      ServingCommand.class,
      ClassesCommand.class,
      ImportCommand.class,
      SubmitCommand.class,
      TagsCommand.class,
      ExplainCommand.class,
      ModelCommand.class,
      ExperimentCommand.class,
      QueryExperimentCommand.class,
      BenchCommand.class,
      WeightsCommand.class,
      ConfigCommand.class
    },
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    footerHeading = "%nStart here:%n",
    footer = {
      "  gleaner demo                        the whole loop on pictures it draws itself",
      "  gleaner classes add cat dog         say what can be on an image",
      "  gleaner import --csv labels.csv --images photos",
      "  gleaner tags --follow               read the tags as they change",
      "",
      "Exit codes: 0 done, 1 failed (or, for import, something was skipped), 2 wrong usage."
    })
public final class Gleaner implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "When something fails, show where in the program.")
  private boolean stacktrace;

  private Gleaner() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers look the same everywhere. Java also formats these fastest, and Kafka Streams does so
    // for every record while only one of a task's inputs has some.
    Locale.setDefault(Locale.US);
    System.exit(commandLine().execute(args));
  }

  /** The command with its error handling. */
  static CommandLine commandLine() {
    Gleaner gleaner = new Gleaner();
    return new CommandLine(gleaner)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler(
            (e, args) -> Failures.usage(e, e.getCommandLine(), gleaner.stacktrace))
        .setExecutionExceptionHandler(
            (e, command, result) -> Failures.execution(e, command, gleaner.stacktrace));
  }

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    throw new ParameterException(command, "which command?");
  }
}
