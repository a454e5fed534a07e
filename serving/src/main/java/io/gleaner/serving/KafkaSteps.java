package io.gleaner.serving;

import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps that are taken again as long as Kafka does not answer. */
final class KafkaSteps {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSteps.class);

  private KafkaSteps() {}

  /**
   * Takes one step after the other until told otherwise.
   *
   * @param goOn false ends it, asked before each
   * @param step must be safe to take again after a {@link RetriableException}
   */
  static void take(BooleanSupplier goOn, Runnable step) {
    while (goOn.getAsBoolean()) {
      try {
        step.run();
      } catch (RetriableException e) {
        LOG.warn("Kafka does not answer, trying again: {}", e.getMessage());
      }
    }
  }
}
