package io.gleaner.app;

import io.gleaner.app.broker.Broker;
import io.gleaner.app.broker.BrokerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.TopicCatalog;
import io.gleaner.protocol.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a stage finds: a broker (in this process), all topics and a label space. */
public final class Cluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Broker broker;
  private final Configuration setup;
  private final KafkaProducer<byte[], byte[]> producer;

  private Cluster(Path directory, Broker broker, List<String> classes) {
    this.directory = directory;
    this.broker = broker;
    setup = configuration("setup", Map.of());
    TopicCatalog.createMissing(setup, PATIENCE);
    try (LabelSpaceTopic labels = new LabelSpaceTopic(setup)) {
      labels.append(classes);
    }
    producer =
        new KafkaProducer<>(
            setup.kafka("test"), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Returns when a label space of these classes can be read. */
  public static Cluster start(Path directory, String... classes) {
    Broker broker = Broker.started(BrokerConfig.loopback(directory));
    return new Cluster(directory, broker, List.of(classes));
  }

  /**
   * The configuration of an instance.
   *
   * @param dataDir of its own, by name
   * @param settings below {@code gleaner}, beside the broker's address
   */
  public Configuration configuration(String dataDir, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("kafka.bootstrap.servers", broker.bootstrapServers());
    all.put("data-dir", directory.resolve(dataDir).toString());
    all.putAll(settings);
    return Configuration.load(Optional.empty(), all, Map.of());
  }

  /** One that does not run a stage. */
  public Configuration setup() {
    return setup;
  }

  public Topics topics() {
    return setup.topics();
  }

  /** Closed with the cluster. */
  public KafkaProducer<byte[], byte[]> producer() {
    return producer;
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
