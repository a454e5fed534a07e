package io.gleaner.app.stage;

import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** Runs one stage as a process of its own, until it is told to stop. */
abstract class StageCommand implements Callable<Integer> {

  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  private final String name;

  /**
   * A stage's command.
   *
   * @param name the stage's section in the configuration
   */
  StageCommand(String name) {
    this.name = name;
  }

  /** Builds the stage; it is started and closed by the caller. */
  abstract Stage create(Configuration configuration, MeterRegistry meters);

  /** Whether the stage needs Kafka to be there before it starts. */
  boolean needsKafka() {
    return true;
  }

  @Override
  public Integer call() {
    return new StageProcess(name, configuration.load(), needsKafka()).run(this::create);
  }
}
