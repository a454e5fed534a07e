package io.gleaner.app.broker;

import io.gleaner.protocol.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A single-node Kafka broker (KRaft, combined roles) inside this JVM, for one machine: the demo,
 * tests and small installations. Its directory survives restarts, also after a crash.
 */
public final class Broker implements Stage {

  private final BrokerConfig config;
  private final int port;
  private final int controllerPort;
  private final CompletableFuture<Void> termination = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final KafkaRaftServer server;
  private volatile boolean started;

  /**
   * Prepares a broker; formats the directory if it was never used.
   *
   * @throws BrokerStartException if another broker uses the directory, or a port is taken
   */
  public Broker(BrokerConfig config) {
    this.config = config;
    List<Integer> free = FreePorts.find(2);
    this.port = config.port() == 0 ? free.get(0) : config.port();
    this.controllerPort = config.controllerPort() == 0 ? free.get(1) : config.controllerPort();
    try {
      Files.createDirectories(config.directory());
      Preflight.directory(config.directory());
      StorageFormat.ensure(config.directory());
    } catch (IOException e) {
      throw new BrokerStartException(
          "cannot write the broker's directory " + config.directory() + ": " + e.getMessage(), e);
    }
    Preflight.port(config.host(), port, "gleaner.broker.port");
    Preflight.port("127.0.0.1", controllerPort, "gleaner.broker.controller-port");
    this.server =
        new KafkaRaftServer(
            new KafkaConfig(BrokerProperties.of(config, port, controllerPort), false), Time.SYSTEM);
  }

  /** A started broker. */
  public static Broker started(BrokerConfig config) {
    Broker broker = new Broker(config);
    broker.start();
    return broker;
  }

  /** What clients connect to, e.g. {@code 127.0.0.1:9092}. */
  public String bootstrapServers() {
    return config.host() + ":" + port;
  }

  /** Returns when clients can connect. */
  @Override
  public void start() {
    try {
      server.startup();
      started = true;
    } catch (RuntimeException e) {
      termination.completeExceptionally(e);
      throw new BrokerStartException("Kafka did not start: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean ready() {
    return started && !closed.get();
  }

  @Override
  public String status() {
    return (ready() ? "Kafka listens on " : "Kafka is not running on ") + bootstrapServers();
  }

  @Override
  public CompletableFuture<Void> termination() {
    return termination;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.shutdown();
      server.awaitShutdown();
      termination.complete(null);
    }
  }
}
