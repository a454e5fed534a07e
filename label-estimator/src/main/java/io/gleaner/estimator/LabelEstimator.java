package io.gleaner.estimator;

import com.sun.net.httpserver.HttpHandler;
import io.gleaner.protocol.BrokerUnreachableException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.Stage;
import io.gleaner.protocol.TopicCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps, for every image, who said what and what is believed of the rest; publishes soft labels for
 * the learner, tags for consumers and questions for annotators.
 *
 * <p>Starts in the background: while Kafka does not answer it waits, and says so in {@link
 * #status()}.
 */
public final class LabelEstimator implements Stage {

  private static final Logger LOG = LoggerFactory.getLogger(LabelEstimator.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(9);

  private final LabelEstimatorConfig config;
  private final Configuration configuration;
  private final MeterRegistry registry;
  private final EstimatorMeters meters;
  private final CompletableFuture<Void> termination = new CompletableFuture<>();
  private final Peers peers;
  private final Thread starter = new Thread(this::run, "label-estimator-start");
  private volatile @Nullable RunningStreams streams;
  private volatile boolean closed;

  /** A label-estimator; {@link #start()} starts it. */
  public LabelEstimator(
      LabelEstimatorConfig config, Configuration configuration, MeterRegistry registry) {
    this.config = config;
    this.configuration = configuration;
    this.registry = registry;
    this.meters = new EstimatorMeters(registry);
    this.peers = new Peers(HttpAccess.authorization(configuration.section("access")));
    starter.setDaemon(true);
  }

  @Override
  public void start() {
    starter.start();
  }

  private void run() {
    try {
      if (awaitTopics()) {
        Changelogs.raiseLimits(config, configuration);
        RunningStreams opened =
            new RunningStreams(config, configuration, registry, meters, termination);
        streams = opened;
        if (!closed) {
          opened.start();
        }
      }
    } catch (RuntimeException e) {
      LOG.error("the label-estimator could not start", e);
      termination.completeExceptionally(e);
    }
  }

  /** Creates what topics are missing; false if closed before Kafka answered. */
  private boolean awaitTopics() {
    while (!closed) {
      try {
        TopicCatalog.createMissing(configuration, PATIENCE);
        return true;
      } catch (BrokerUnreachableException e) {
        LOG.warn("waiting for Kafka: {}", e.getMessage());
      }
    }
    return false;
  }

  @Override
  public boolean ready() {
    RunningStreams running = streams;
    return running != null && running.ready();
  }

  @Override
  public String status() {
    RunningStreams running = streams;
    return running == null ? "waiting for Kafka" : running.status();
  }

  @Override
  public Map<String, HttpHandler> routes() {
    return Map.of(ImageQuestion.PATH, new ExplainRoute(this::explanations));
  }

  private Optional<Explanations> explanations() {
    return Optional.ofNullable(streams)
        .map(running -> new Explanations(config, running.rows(), peers));
  }

  @Override
  public CompletableFuture<Void> termination() {
    return termination.copy();
  }

  @Override
  public void close() {
    closed = true;
    Thread closer = new Thread(this::closeStreams, "label-estimator-close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(CLOSE.toMillis());
      if (closer.isAlive()) {
        LOG.warn("still stopping after {}: what was not committed is done again", CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    termination.complete(null);
  }

  private void closeStreams() {
    // createMissing waits for Kafka; nobody waits for it any more
    starter.interrupt();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    RunningStreams running = streams;
    if (running != null) {
      running.close();
    }
  }
}
