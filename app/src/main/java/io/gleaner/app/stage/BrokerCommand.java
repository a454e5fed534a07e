package io.gleaner.app.stage;

import io.gleaner.app.broker.Broker;
import io.gleaner.app.broker.BrokerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import picocli.CommandLine.Command;

/** {@code gleaner broker}. */
@Command(
    name = "broker",
    description = {
      "Runs a single-node Kafka broker, for one machine.",
      "",
      "Its logs lie in <data-dir>/kafka and survive restarts. In earnest, use a Kafka cluster of"
          + " your own and set gleaner.kafka.bootstrap.servers.",
      ""
    })
public final class BrokerCommand extends StageCommand {

  /** For picocli. */
  public BrokerCommand() {
    super("broker");
  }

  @Override
  boolean needsKafka() {
    return false;
  }

  @Override
  Stage create(Configuration configuration, MeterRegistry meters) {
    return new Broker(BrokerConfig.from(configuration));
  }
}
