package io.gleaner.app.stage;

import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import picocli.CommandLine.Command;

/** {@code gleaner label-estimator}. */
@Command(
    name = "label-estimator",
    description = {
      "Runs the stage that keeps a soft estimate of every label nobody gave.",
      "",
      "It publishes tags. Several may run; they share the work.",
      ""
    })
public final class LabelEstimatorCommand extends StageCommand {

  /** For picocli. */
  public LabelEstimatorCommand() {
    super("label-estimator");
  }

  @Override
  Stage create(Configuration configuration, MeterRegistry meters) {
    return new LabelEstimator(
        LabelEstimatorConfig.from(configuration.section("label-estimator")), configuration, meters);
  }
}
