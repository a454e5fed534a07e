package io.gleaner.app.stage;

import io.gleaner.ingest.Ingest;
import io.gleaner.ingest.IngestConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import picocli.CommandLine.Command;

/** {@code gleaner ingest}. */
@Command(
    name = "ingest",
    description = {
      "Runs the stage that takes in submissions.",
      "",
      "Each becomes a sample and its labels, or one rejected record with its reason. Several may run; they share the work.",
      ""
    })
public final class IngestCommand extends StageCommand {

  /** For picocli. */
  public IngestCommand() {
    super("ingest");
  }

  @Override
  Stage create(Configuration configuration, MeterRegistry meters) {
    return new Ingest(IngestConfig.from(configuration.section("ingest")), configuration, meters);
  }
}
