package io.gleaner.learner;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.DirectoryLock;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.Stage;
import io.gleaner.protocol.TopicCatalog;
import io.gleaner.protocol.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stage that learns: one training thread between the topics {@code samples}, {@code
 * soft-labels} and {@code predictions}, {@code models}. Its place in the inputs lies in its
 * checkpoints, not in Kafka. One instance at a time: it holds its checkpoints and its data
 * directory while it runs, and a second one on either fails at its start. One elsewhere, on
 * directories of its own, begins a later lineage, which ends the first.
 */
public final class Learner implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Learner.class);
  private static final Duration TOPICS_PATIENCE = Duration.ofMinutes(1);
  private static final long CLOSE_SECONDS = 10;

  private final LearnerConfig config;
  private final Configuration configuration;
  private final MeterRegistry registry;
  private final LearnerMeters meters;
  private final Clock clock;
  private final CompletableFuture<Void> termination = new CompletableFuture<>();
  private final Thread thread = new Thread(this::work, "learner");
  private volatile boolean closing;
  private volatile String phase = "not started";
  private volatile @Nullable LearnerLoop loop;

  /**
   * A learner that has not started.
   *
   * @throws ConfigurationException if the settings have no use on a stream of pictures
   */
  public Learner(LearnerConfig config, Configuration configuration, MeterRegistry registry) {
    LiveSettings.require(config);
    CacheShare.warning(config, Runtime.getRuntime().maxMemory()).ifPresent(LOG::warn);
    this.config = config;
    this.configuration = configuration;
    this.registry = registry;
    this.meters = new LearnerMeters(registry);
    this.clock = Clock.systemUTC();
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean ready() {
    return loop != null && !termination.isDone();
  }

  @Override
  public String status() {
    LearnerLoop running = loop;
    return running == null ? phase : running.status();
  }

  @Override
  public CompletableFuture<Void> termination() {
    return termination.copy();
  }

  @Override
  public void close() {
    closing = true;
    if (!thread.isAlive()) {
      termination.complete(null);
      return;
    }
    try {
      termination.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "The learner has not stopped after {} s; it goes on from its checkpoint next time",
          CLOSE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      LOG.debug("The learner had failed before it was closed", e);
    }
  }

  // Whatever goes wrong on the training thread ends the stage and is told, errors included.
  @SuppressWarnings("CatchingUnchecked")
  private void work() {
    try {
      run();
      termination.complete(null);
    } catch (Exception | Error e) {
      LOG.error("The learner has failed", e);
      phase = "failed: " + e.getMessage();
      loop = null;
      termination.completeExceptionally(e);
    }
  }

  private void run() throws IOException {
    Path data = configuration.dataDir();
    Path root = config.checkpoints().orElse(data.resolve("checkpoints"));
    Path own = data.resolve("learner");
    requireApart(root, own);
    try (DirectoryLock checkpoints = hold(root);
        DirectoryLock replay = hold(own)) {
      run(new Checkpoints(checkpoints.directory()), replay.directory().resolve("replay"));
    }
  }

  // The replay buffer there is deleted at every start, and checkpoints must not go with it.
  private static void requireApart(Path checkpoints, Path own) throws IOException {
    Files.createDirectories(checkpoints);
    Files.createDirectories(own);
    if (checkpoints.toRealPath().startsWith(own.toRealPath())) {
      throw new ConfigurationException(
          "gleaner.learner.checkpoints is %s, where the learner keeps its replay buffer: set it to a directory outside %s"
              .formatted(checkpoints, own));
    }
  }

  private static DirectoryLock hold(Path directory) throws IOException {
    return DirectoryLock.tryHold(directory)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "another learner is at work in %s: stop it, or give this one directories of its own"
                        .formatted(directory)));
  }

  private void run(Checkpoints checkpoints, Path replay) throws IOException {
    phase = "waits for Kafka";
    TopicCatalog.createMissing(configuration, TOPICS_PATIENCE);
    phase = "waits for the label space";
    Optional<LabelSpace> labelSpace;
    try (LabelSpaceTopic topic = new LabelSpaceTopic(configuration)) {
      labelSpace = topic.await(() -> !closing);
    }
    if (labelSpace.isPresent()) {
      learn(labelSpace.get(), checkpoints, replay);
    }
  }

  private void learn(LabelSpace labelSpace, Checkpoints checkpoints, Path replay)
      throws IOException {
    Topics topics = configuration.topics();
    try (var consumer = consumer();
        var producer = producer();
        var consumerMetrics = new KafkaClientMetrics(consumer);
        var producerMetrics = new KafkaClientMetrics(producer)) {
      consumerMetrics.bindTo(registry);
      producerMetrics.bindTo(registry);
      phase = "reads the models so far";
      ModelHistory models = new ModelHistory(checkpoints::exists);
      Outbox outbox = new Outbox(producer, new LearnerRecords(topics, clock), clock);
      Quarantine quarantine = new Quarantine(topics, meters, outbox);
      long modelsPosition = new ModelsTopic(models, quarantine).read(consumer, topics.models());
      phase = "reads its checkpoint";
      LearnerStart begun =
          LearnerStart.from(config, labelSpace, checkpoints, models, replay, meters);
      try (Training training = begun.training();
          CheckpointCycle cycle =
              new CheckpointCycle(
                  config,
                  labelSpace,
                  training,
                  checkpoints,
                  models,
                  outbox,
                  topics.samples(),
                  clock)) {
        cycle.announce(begun.resumed(), begun.offsets());
        Intake intake = new Intake(topics, training, models, outbox, begun.offsets());
        List<TopicPartition> samples =
            LearnerLoop.assign(consumer, topics, begun.offsets(), modelsPosition);
        LearnerLoop running =
            new LearnerLoop(
                config, training, intake, cycle, models, outbox, consumer, samples, clock);
        loop = running;
        running.run(() -> !closing);
        outbox.flush();
      }
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Properties properties = configuration.kafka("gleaner-learner");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("auto.offset.reset", "earliest");
    // What one poll brings must be taken in at once: little enough to stay near what there is room
    // for, and several times what one step gives rise to.
    properties.putIfAbsent("max.poll.records", Integer.toString(4 * config.batchSize()));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Properties properties = configuration.kafka("gleaner-learner");
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("acks", "all");
    properties.putIfAbsent("linger.ms", "5");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
