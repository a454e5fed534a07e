package io.gleaner.app.stage;

import io.gleaner.learner.Learner;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import picocli.CommandLine.Command;

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

  /** For picocli. */
  public LearnerCommand() {
    super("learner");
  }

  @Override
  Stage create(Configuration configuration, MeterRegistry meters) {
    return new Learner(LearnerConfig.from(configuration.section("learner")), configuration, meters);
  }
}
