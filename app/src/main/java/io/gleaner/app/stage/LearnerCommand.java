package io.gleaner.app.stage;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.gleaner.learner.Learner;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gleaner learner}. */
@Command(
    name = "learner",
    description = {
      "Runs the stage that trains the network.",
      "",
      "One at a time. It continues from its newest checkpoint; learner and serving share the checkpoint directory.",
      ""
    })
public final class LearnerCommand extends StageCommand {

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "A safetensors file that a new model's backbone starts from, in place of"
              + " gleaner.learner.network.weights.")
  private @Nullable Path weights;

  /** For picocli. */
  public LearnerCommand() {
    super("learner");
  }

  @Override
  Stage create(Configuration configuration, MeterRegistry meters) {
    return new Learner(config(configuration.section("learner")), configuration, meters);
  }

  /** The section's settings with what the command line says over them. */
  LearnerConfig config(Config section) {
    return LearnerConfig.from(
        weights == null
            ? section
            : section.withValue(
                "network.weights", ConfigValueFactory.fromAnyRef(weights.toString())));
  }
}
