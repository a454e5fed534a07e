package io.gleaner.app.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gleaner bench}. */
@Command(
    name = "bench",
    description = {"Measures one part of Gleaner on this machine.", ""},
    synopsisSubcommandLabel = "PART",
    subcommands = {
      LearnerBenchCommand.class,
      EstimatorBenchCommand.class,
      PipelineBenchCommand.class
    })
public final class BenchCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  /** For picocli. */
  public BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which part?");
  }
}
