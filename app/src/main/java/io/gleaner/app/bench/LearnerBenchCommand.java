package io.gleaner.app.bench;

import com.typesafe.config.Config;
import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner bench learner}. */
@Command(
    name = "learner",
    description = {
      "How many training steps a second the learner makes, and where the time goes.",
      "",
      "The images are random and are all trained on once before anything is measured. A step is all"
          + " that the learner does for one batch but for Kafka, and the estimates' update of the"
          + " batch's rows. In regime linear the images are features; in fine-tune they are JPEGs"
          + " of the network's input size, decoded once and kept in memory.",
      "",
      "The resident set after warm-up and at the end shows whether memory grows. As for gleaner"
          + " learner, the whole Java heap is taken at the start, 2 GiB; a million images of 2,048"
          + " features need GLEANER_JAVA_OPTS=-Xmx8g.",
      ""
    },
    footerHeading = "%nFor example:%n",
    footer = {
      "  gleaner bench learner --images 82081 --json",
      "  gleaner bench learner --images 82081 --from-disk",
      "  gleaner bench learner --regime fine-tune --backbone resnet18 --images 64"
    })
final class LearnerBenchCommand implements Callable<Integer> {

  private static final int LINEAR_STEPS = 5_000;
  private static final int LINEAR_WARM_UP = 3_000;
  private static final int FINE_TUNE_STEPS = 20;
  private static final int FINE_TUNE_WARM_UP = 5;

  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  @Option(
      names = "--regime",
      description = "linear or fine-tune. Default: ${DEFAULT-VALUE}.",
      paramLabel = "REGIME")
  private String regime = "linear";

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      description = "What is fine-tuned. Default: ${DEFAULT-VALUE}.")
  private String backbone = "resnet18";

  @Option(
      names = "--input-size",
      paramLabel = "S",
      description = "Side of the pictures to fine-tune on. Default: ${DEFAULT-VALUE}.")
  private int inputSize = 224;

  @Option(
      names = "--head",
      paramLabel = "NAME",
      description = "As gleaner.learner.network.head. Default: ${DEFAULT-VALUE}.")
  private String head = "linear";

  @Option(
      names = "--features",
      paramLabel = "F",
      description = "Numbers an image has in regime linear. Default: ${DEFAULT-VALUE}.")
  private int features = 2_048;

  @Option(
      names = "--classes",
      paramLabel = "K",
      description = "Classes of the label space. Default: ${DEFAULT-VALUE}.")
  private int classes = 80;

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batch = 16;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Images in the replay buffer. Default: ${DEFAULT-VALUE}.")
  private int images = 10_000;

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      description = "As gleaner.learner.objective.name. Default: ${DEFAULT-VALUE}.")
  private String objective = "role";

  @Option(
      names = "--optimiser",
      paramLabel = "NAME",
      description = "As gleaner.learner.optimiser.name. Default: ${DEFAULT-VALUE}.")
  private String optimiser = "adam";

  @Option(
      names = "--from-disk",
      description =
          "Keep no features, pixels and label rows in memory: read each from the replay buffer, and"
              + " decode pictures.")
  private boolean fromDisk;

  @Option(
      names = "--steps",
      paramLabel = "STEPS",
      description =
          "Steps to measure. Default: " + LINEAR_STEPS + "; fine-tune: " + FINE_TUNE_STEPS + ".")
  private @Nullable Integer steps;

  @Option(
      names = "--warm-up",
      paramLabel = "STEPS",
      description =
          "Steps before, after the first pass. Default: "
              + LINEAR_WARM_UP
              + "; fine-tune: "
              + FINE_TUNE_WARM_UP
              + ".")
  private @Nullable Integer warmUp;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of one PyTorch operation, 0 for its own choice. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the replay buffer is; must not exist, and is removed. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("data", "bench-learner");

  @Mixin private BenchOutput output = new BenchOutput();

  /** For picocli. */
  LearnerBenchCommand() {}

  @Override
  public Integer call() throws IOException {
    LearnerBenchSettings settings = settings();
    Config defaults = configuration.load().section("learner");
    try (ScratchDirectory directory = ScratchDirectory.create(data)) {
      LearnerBenchResult result =
          new LearnerBench(settings, defaults, directory.path().resolve("replay")).run();
      output.print(result, result.text().stripTrailing());
    }
    return 0;
  }

  private LearnerBenchSettings settings() {
    if (!regime.equals("linear") && !regime.equals("fine-tune")) {
      throw new UsageException("--regime is '" + regime + "', but must be linear or fine-tune");
    }
    boolean linear = regime.equals("linear");
    int measured = steps != null ? steps : linear ? LINEAR_STEPS : FINE_TUNE_STEPS;
    int before = warmUp != null ? warmUp : linear ? LINEAR_WARM_UP : FINE_TUNE_WARM_UP;
    if (Math.min(Math.min(features, classes), Math.min(batch, measured)) < 1 || images < batch) {
      throw new UsageException(
          "--features, --classes, --batch and --steps must be 1 or more, --images at least a"
              + " batch");
    }
    return new LearnerBenchSettings(
        regime, backbone, inputSize, head, features, classes, batch, images, objective, optimiser,
        !fromDisk, before, measured, threads);
  }
}
