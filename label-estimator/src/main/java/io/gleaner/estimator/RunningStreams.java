package io.gleaner.estimator;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;

import io.gleaner.protocol.Configuration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka Streams with what belongs to it: memory, meters, and what to do when it fails. */
final class RunningStreams implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningStreams.class);
  private static final Duration METER_REFRESH = Duration.ofSeconds(10);
  private static final Duration CLOSE = Duration.ofSeconds(8);

  private final RocksDbMemory.Budget memory;
  private final KafkaStreams streams;
  private final Restoration restoration = new Restoration();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ScheduledExecutorService meterRefresh =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "label-estimator-meters");
            thread.setDaemon(true);
            return thread;
          });
  private final KafkaStreamsMetrics metrics;
  private final StoredRows rows;

  RunningStreams(
      LabelEstimatorConfig config,
      Configuration configuration,
      MeterRegistry registry,
      EstimatorMeters meters,
      CompletableFuture<Void> termination) {
    memory = new RocksDbMemory.Budget(config.memory());
    streams =
        new KafkaStreams(
            EstimatorTopology.of(config, configuration.topics(), meters),
            StreamsSettings.of(config, configuration, memory));
    streams.setGlobalStateRestoreListener(restoration);
    streams.setUncaughtExceptionHandler(this::respond);
    streams.setStateListener((now, before) -> fail(now, termination));
    metrics = new KafkaStreamsMetrics(streams, Tags.empty(), meterRefresh, METER_REFRESH);
    metrics.bindTo(registry);
    rows = new StoredRows(streams, config.rules().sparsity());
  }

  void start() {
    streams.start();
  }

  /** The rows, for whoever asks about them. */
  StoredRows rows() {
    return rows;
  }

  private StreamThreadExceptionResponse respond(Throwable e) {
    if (retriable(e)) {
      LOG.warn("a stream thread failed and is replaced", e);
      return REPLACE_THREAD;
    }
    LOG.error("the label-estimator stops", e);
    failure.set(e);
    return SHUTDOWN_CLIENT;
  }

  /**
   * Whether trying again may help: Kafka itself says so of a cause, or gave a transaction up
   * because it was away longer than that may last; a new thread goes on from the last commit.
   */
  static boolean retriable(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException || cause instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }

  private void fail(State now, CompletableFuture<Void> termination) {
    if (now == State.ERROR) {
      Throwable cause = failure.get();
      termination.completeExceptionally(
          cause != null ? cause : new IllegalStateException("Kafka Streams stopped by itself"));
    }
  }

  /** RUNNING alone says little: there must be tasks, and their stores must be whole. */
  boolean ready() {
    return streams.state() == State.RUNNING && tasks() > 0 && restoration.underWay() == 0;
  }

  private int tasks() {
    int tasks = 0;
    for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
      tasks += thread.activeTasks().size() + thread.standbyTasks().size();
    }
    return tasks;
  }

  String status() {
    State state = streams.state();
    if (!state.isRunningOrRebalancing()) {
      return "Kafka Streams is " + state;
    }
    int restoring = restoration.underWay();
    if (restoring > 0) {
      return "restoring " + restoring + " stores";
    }
    return "%d tasks, %s".formatted(tasks(), state);
  }

  @Override
  public void close() {
    // Leaving the group lets the next start take over at once.
    CloseOptions leave =
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSE);
    boolean stopped = streams.close(leave);
    metrics.close();
    meterRefresh.shutdownNow();
    if (stopped) {
      // a store still open would use freed memory
      memory.close();
    }
  }
}
