package io.gleaner.app.bench;

import static java.util.stream.Collectors.joining;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner bench estimator}. */
@Command(
    name = "estimator",
    description = {
      "How many predictions a second one partition of the label-estimator applies, exactly once and"
          + " with changelog and sinks, beside a topology that only reads and writes rows of the"
          + " same size, in turns; and what a row takes on disk.",
      ""
    })
final class EstimatorBenchCommand implements Callable<Integer> {

  @Option(
      names = "--classes",
      paramLabel = "K",
      description = "Classes of the label space. Default: ${DEFAULT-VALUE}.")
  private int classes = 80;

  @Option(
      names = "--images",
      paramLabel = "N",
      split = ",",
      description = "Images in the store, one run each. Default: ${DEFAULT-VALUE}.")
  private List<Integer> images = List.of(10_000);

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "Turns after one of warm-up; medians are reported. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where broker and stores write; must not exist, and is removed. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path data = Path.of("data", "bench-estimator");

  @Mixin private BenchOutput output = new BenchOutput();

  /** For picocli. */
  EstimatorBenchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (classes < 1 || rounds < 1 || images.stream().anyMatch(n -> n < 1)) {
      throw new UsageException("--classes, --images and --rounds must be 1 or more");
    }
    List<EstimatorResult> results = new ArrayList<>();
    for (int count : images) {
      try (ScratchDirectory directory = ScratchDirectory.create(data);
          EstimatorBench bench =
              new EstimatorBench(directory.path(), new PredictionSource(classes, count))) {
        results.add(bench.run(rounds));
      }
    }
    String lines = results.stream().map(EstimatorResult::line).collect(joining("\n"));
    output.print(Map.of("results", results), EstimatorResult.HEADER + "\n" + lines);
    return 0;
  }
}
