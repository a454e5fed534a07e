package io.gleaner.app.stage;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.gleaner.serving.Serving;
import io.gleaner.serving.ServingConfig;
import io.micrometer.core.instrument.MeterRegistry;
import picocli.CommandLine.Command;

/** {@code gleaner serving}. */
@Command(
    name = "serving",
    description = {
      "Runs the stage that scores images and answers HTTP.",
      "",
      "It follows the learner's models without a restart; until there is one it waits, healthy but not ready.",
      ""
    })
public final class ServingCommand extends StageCommand {

  /** For picocli. */
  public ServingCommand() {
    super("serving");
  }

  @Override
  Stage create(Configuration configuration, MeterRegistry meters) {
    return new Serving(ServingConfig.from(configuration.section("serving")), configuration, meters);
  }
}
