package io.gleaner.app.demo;

import io.gleaner.app.broker.Broker;
import io.gleaner.app.broker.BrokerConfig;
import io.gleaner.app.stage.ProcessMetrics;
import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.ingest.Ingest;
import io.gleaner.ingest.IngestConfig;
import io.gleaner.learner.Learner;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.Stage;
import io.gleaner.protocol.TopicCatalog;
import io.gleaner.serving.Serving;
import io.gleaner.serving.ServingConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Broker and the four stages in this JVM, on one data directory. */
public final class Loop implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Configuration configuration;
  private final MeterRegistry meters;
  private final ProcessMetrics processMetrics;
  private final Map<String, Stage> stages = new LinkedHashMap<>();
  private final Deque<Stage> running = new ArrayDeque<>();
  private int httpPort;

  private Loop(Configuration configuration, MeterRegistry meters) {
    this.configuration = configuration;
    this.meters = meters;
    this.processMetrics = ProcessMetrics.bind(meters, configuration.dataDir());
  }

  /**
   * Starts everything; what was started is stopped again if something fails.
   *
   * @param settings of the demo, over the defaults
   */
  public static Loop start(
      Path dataDir, Map<String, Object> settings, List<String> classes, MeterRegistry meters) {
    Broker broker = Broker.started(BrokerConfig.loopback(dataDir));
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("data-dir", dataDir.toString());
    all.put("kafka.bootstrap.servers", broker.bootstrapServers());
    Loop loop;
    try {
      // Without the environment: it may name a Kafka cluster that is in earnest.
      loop = new Loop(Configuration.load(Optional.empty(), all, Map.of()), meters);
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
    loop.running.push(broker);
    try {
      loop.startStages(classes);
      return loop;
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  private void startStages(List<String> classes) {
    TopicCatalog.createMissing(configuration, PATIENCE);
    try (LabelSpaceTopic labelSpace = new LabelSpaceTopic(configuration)) {
      labelSpace.append(classes);
    }
    start(
        "label-estimator",
        new LabelEstimator(
            LabelEstimatorConfig.from(configuration.section("label-estimator")),
            configuration,
            meters));
    start(
        "learner",
        new Learner(LearnerConfig.from(configuration.section("learner")), configuration, meters));
    Serving serving =
        new Serving(ServingConfig.from(configuration.section("serving")), configuration, meters);
    start("serving", serving);
    httpPort = serving.port();
    start(
        "ingest",
        new Ingest(IngestConfig.from(configuration.section("ingest")), configuration, meters));
  }

  private void start(String name, Stage stage) {
    running.push(stage);
    stages.put(name, stage);
    ProcessMetrics.watch(meters, name, stage);
    stage.start();
  }

  /** The port of serving's HTTP, the live page's too. */
  int httpPort() {
    return httpPort;
  }

  /** The configuration that the stages run with. */
  public Configuration configuration() {
    return configuration;
  }

  /** Whether every stage does its work. */
  public boolean ready() {
    return stages.values().stream().allMatch(Stage::ready);
  }

  /** A stage that runs, by name. */
  Optional<Stage> stage(String name) {
    return Optional.ofNullable(stages.get(name));
  }

  /** Stops one stage; the others go on. */
  public void stop(String name) {
    Stage stage = stages.remove(name);
    if (stage != null) {
      running.remove(stage);
      stage.close();
    }
  }

  Liveness liveness() {
    return new Liveness(stages);
  }

  /** Stops the stages in the order opposite to their start, the broker last. */
  @Override
  public void close() {
    while (!running.isEmpty()) {
      running.pop().close();
    }
    processMetrics.close();
  }
}
