package io.gleaner.app.stage;

import com.typesafe.config.Config;
import io.gleaner.protocol.BrokerUnreachableException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.Stage;
import io.gleaner.protocol.TopicCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stage, its health and its metrics, from start to a clean stop. */
final class StageProcess {

  private static final Logger log = LoggerFactory.getLogger(StageProcess.class);
  private static final long LOOK_MILLIS = 250;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Configuration configuration;
  private final boolean needsKafka;

  /**
   * A process for one stage.
   *
   * @param name the stage's section in the configuration
   * @param needsKafka whether to wait for Kafka and create its topics first
   */
  StageProcess(String name, Configuration configuration, boolean needsKafka) {
    this.name = name;
    this.configuration = configuration;
    this.needsKafka = needsKafka;
  }

  /**
   * Runs until the stage fails or the process is told to stop.
   *
   * @return the exit code
   */
  int run(BiFunction<Configuration, MeterRegistry, Stage> create) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().commonTags("stage", name);
    Stage stage = create.apply(configuration, meters);
    ProcessMetrics.watch(meters, name, stage);
    Termination termination = Termination.onSignal(name, stage::close);
    ProcessMetrics processMetrics = ProcessMetrics.bind(meters, configuration.dataDir());
    try (@Nullable ManagementServer management = management(stage, meters)) {
      log.info("{} starts{}", name, management == null ? "" : "; " + management.url() + "/metrics");
      if (needsKafka) {
        awaitKafka();
      }
      stage.start();
      awaitEnd(stage);
      return 0;
    } catch (ExecutionException e) {
      log.error("{} failed: {}", name, e.getMessage(), e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      termination.end();
      processMetrics.close();
    }
  }

  /** Stages may start before their broker, in any order. */
  private void awaitKafka() {
    while (true) {
      try {
        TopicCatalog.createMissing(configuration, PATIENCE);
        return;
      } catch (BrokerUnreachableException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        log.warn("{} waits: {}", name, e.getMessage());
      }
    }
  }

  private void awaitEnd(Stage stage) throws ExecutionException, InterruptedException {
    boolean ready = false;
    while (true) {
      try {
        stage.termination().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException stillRunning) {
        if (ready != stage.ready()) {
          ready = !ready;
          log.info("{} {}: {}", name, ready ? "is ready" : "waits", stage.status());
        }
      }
    }
  }

  /** Serving has an HTTP server of its own, and so no section {@code management}. */
  private @Nullable ManagementServer management(Stage stage, PrometheusMeterRegistry meters) {
    Config section = configuration.section(name);
    if (!section.hasPath("management")) {
      return null;
    }
    Config own = section.getConfig("management");
    HttpAccess access =
        HttpAccess.of(
            configuration.section("access"),
            "gleaner.%s.management.host".formatted(name),
            own.getString("host"));
    return ManagementServer.start(own, access, stage, meters);
  }
}
