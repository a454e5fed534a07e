package io.gleaner.app.bench;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner bench pipeline}. */
@Command(
    name = "pipeline",
    description = {
      "How many images a second go from submission to tags with a model's scores, and how long one"
          + " takes at half that rate.",
      "",
      "Broker and stages run in this process with the demo's pictures and network (64 pixels, 20"
          + " classes). Without --learner the learner stops when the first model is served.",
      ""
    })
final class PipelineBenchCommand implements Callable<Integer> {

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Pictures sent at once, after " + PipelineBench.WARM_UP + ". Default: ${DEFAULT-VALUE}.")
  private int images = 5_000;

  @Option(names = "--learner", description = "Let the learner go on training meanwhile.")
  private boolean learner;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where broker and stages write; must not exist, and is removed. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path data = Path.of("data", "bench-pipeline");

  @Mixin private BenchOutput output = new BenchOutput();

  /** For picocli. */
  PipelineBenchCommand() {}

  @Override
  public Integer call() throws IOException {
    if (images < 10) {
      throw new UsageException("--images must be 10 or more");
    }
    PipelineResult result;
    try (ScratchDirectory directory = ScratchDirectory.create(data);
        PipelineBench bench =
            new PipelineBench(
                directory.path(), new PipelineLoad(images, learner), Clock.systemUTC())) {
      result = bench.run();
    }
    output.print(result, PipelineResult.HEADER + "\n" + result.line());
    return 0;
  }
}
