package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gleaner.protocol.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Label-estimators on recorded inputs under topics of their own, and what they leave. */
final class RecordedRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Path directory;
  private final String prefix;
  private final String settings;
  private final Configuration configuration;
  private final CommittedInputs inputs;
  private final List<EstimatorInstance> instances = new ArrayList<>();

  /**
   * A run nobody works in yet.
   *
   * @param parent where a directory of its name is created
   * @param standbys copies of each store on other instances
   */
  RecordedRun(Path parent, String name, String bootstrapServers, int partitions, int standbys)
      throws IOException {
    directory = Files.createDirectory(parent.resolve(name));
    prefix = name + ".";
    settings =
        """
        gleaner {
          kafka.bootstrap.servers = "%s"
          # the records' own times are long ago, and Kafka goes by them
          topics { prefix = "%s", partitions = %d, retention = 36500 days }
          label-estimator { management.port = 0, standbys = %d }
        }
        """
            .formatted(bootstrapServers, prefix, partitions, standbys);
    Path config = Files.writeString(directory.resolve("gleaner.conf"), settings);
    configuration = Configuration.load(Optional.of(config), Map.of(), Map.of());
    inputs =
        new CommittedInputs(
            configuration.kafka("recorded-run"),
            configuration.topics(),
            partitions,
            prefix + "label-estimator");
  }

  Configuration configuration() {
    return configuration;
  }

  CommittedInputs inputs() {
    return inputs;
  }

  EstimatorInstance start(String name) throws IOException {
    EstimatorInstance instance = new EstimatorInstance(directory.resolve(name), settings);
    instances.add(instance);
    return instance;
  }

  /**
   * Returns when at least this share of the inputs is committed.
   *
   * @return the share by then
   */
  double awaitShare(double share) {
    double[] reached = new double[1];
    await("%.2f of the inputs to be committed".formatted(share))
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .failFast(() -> assertThat(instances).as(this::tails).anyMatch(EstimatorInstance::isAlive))
        .untilAsserted(
            () -> {
              reached[0] = inputs.share();
              assertThat(reached[0]).as(this::tails).isGreaterThanOrEqualTo(share);
            });
    return reached[0];
  }

  String tails() {
    return instances.stream().map(EstimatorInstance::tail).reduce("", String::concat);
  }

  /** What a stopped instance has on disk, and the last tags of each image. */
  Map<String, String> left(EstimatorInstance stopped) throws Exception {
    Map<String, String> left = new TreeMap<>();
    StoreContents.read(stopped.data(), left);
    try (TopicContents tags =
        new TopicContents(
            configuration.config().getString("kafka.bootstrap.servers"),
            configuration.topics().tags())) {
      for (ConsumerRecord<String, byte[]> record : tags.toEnd()) {
        byte[] value = record.value();
        String bytes = value == null ? "tombstone" : HexFormat.of().formatHex(value);
        left.put("tags/" + record.key(), bytes);
      }
    }
    return left;
  }

  @Override
  public void close() {
    instances.forEach(EstimatorInstance::close);
    inputs.deleteTopics(prefix);
    inputs.close();
  }
}
