package io.gleaner.ingest;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stage that takes in {@code submissions}: each becomes a sample and its labels, labels alone,
 * a deletion, or one record in {@code rejected}, exactly once. Several instances share the
 * partitions.
 */
public final class Ingest implements Stage {

  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  /** Of the ten seconds a stage has: to end by itself, then when interrupted. */
  private static final Duration GENTLE = Duration.ofSeconds(6);

  private static final Duration HARD = Duration.ofSeconds(2);

  private final IngestConfig config;
  private final Configuration configuration;
  private final MeterRegistry meters;
  private final IngestMetrics metrics;
  private final Clock clock;
  private final CompletableFuture<Void> termination = new CompletableFuture<>();
  private volatile @Nullable IngestLoop loop;
  private @Nullable Thread thread;

  /** An ingest of these settings, not yet started. */
  public Ingest(IngestConfig config, Configuration configuration, MeterRegistry meters) {
    this(config, configuration, meters, Clock.systemUTC());
  }

  Ingest(IngestConfig config, Configuration configuration, MeterRegistry meters, Clock clock) {
    this.config = config;
    this.configuration = configuration;
    this.meters = meters;
    this.metrics = new IngestMetrics(meters);
    this.clock = clock;
  }

  @Override
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("ingest was started before");
    }
    IngestClients clients = new IngestClients(config, configuration);
    ClientMetrics watched = new ClientMetrics(meters);
    Consumer<byte[], byte[]> consumer = watched.watch(clients.consumer());
    LabelSpaceTopic labelSpace = new LabelSpaceTopic(configuration);
    Transactions transactions = new Transactions(() -> watched.watch(clients.producer()));
    IngestLoop created =
        new IngestLoop(
            consumer,
            transactions,
            new KnownClasses(labelSpace::read, clock),
            new DecodePool(new Intake(config, clock, metrics), config.decodeThreads()),
            new Outputs(configuration.topics(), clients.maxRecordBytes()),
            metrics);
    loop = created;
    thread = new Thread(() -> run(created, consumer, transactions, labelSpace, watched), "ingest");
    thread.start();
  }

  private void run(
      IngestLoop running,
      Consumer<byte[], byte[]> consumer,
      Transactions transactions,
      LabelSpaceTopic labelSpace,
      ClientMetrics watched) {
    @Nullable Throwable failure = null;
    try {
      running.run(configuration.topics().submissions());
    } catch (RuntimeException | Error e) {
      LOG.error("ingest ends: {}", e.getMessage(), e);
      failure = e;
    } finally {
      running.stop();
      watched.close();
      leave("producer", transactions::close);
      leave("consumer", () -> consumer.close(CloseOptions.timeout(HARD)));
      leave("label-space consumer", labelSpace::close);
      terminate(failure);
    }
  }

  /**
   * Nothing is lost if a client cannot say goodbye: the broker notices, and offsets are committed.
   */
  private static void leave(String client, Runnable close) {
    try {
      close.run();
    } catch (KafkaException e) {
      LOG.warn("the {} did not close cleanly", client, e);
    }
  }

  private void terminate(@Nullable Throwable failure) {
    if (failure == null) {
      termination.complete(null);
    } else {
      termination.completeExceptionally(failure);
    }
  }

  @Override
  public boolean ready() {
    IngestLoop running = loop;
    return running != null && running.ready();
  }

  @Override
  public String status() {
    IngestLoop running = loop;
    return running == null ? "not started" : running.status();
  }

  @Override
  public CompletableFuture<Void> termination() {
    return termination;
  }

  @Override
  public synchronized void close() {
    IngestLoop running = loop;
    Thread worker = thread;
    if (running == null || worker == null) {
      terminate(null);
      return;
    }
    running.stop();
    try {
      worker.join(GENTLE.toMillis());
      if (worker.isAlive()) {
        worker.interrupt();
        worker.join(HARD.toMillis());
      }
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
