package io.gleaner.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.Topics;
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
          topics { prefix = "%s", partitions = %d }
          topics { retention = 36500 days, reports-retention = 36500 days }
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

  /**
   * What a stopped instance has on disk; the last tags and query of each image; what is left of the
   * budgets of queries; how often each record was rejected.
   */
  Map<String, String> left(EstimatorInstance stopped) throws Exception {
    Map<String, String> left = new TreeMap<>();
    StoreContents.read(stopped.data(), left);
    Topics topics = configuration.topics();
    addLast("tags", topics.tags(), left);
    addLast("queries", topics.labelQueries(), left);
    addLast("budget", prefix + "label-estimator-query-budget-changelog", left);
    try (TopicContents rejected = contents(topics.rejected())) {
      for (ConsumerRecord<String, byte[]> record : rejected.toEnd()) {
        String origin =
            header(record, Rejection.PARTITION) + "/" + header(record, Rejection.OFFSET);
        left.merge("rejected/" + origin, "once", (before, again) -> before + ", again");
      }
    }
    return left;
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private void addLast(String kind, String topic, Map<String, String> left) {
    try (TopicContents contents = contents(topic)) {
      for (ConsumerRecord<String, byte[]> record : contents.toEnd()) {
        byte[] value = record.value();
        left.put(
            "%s/%d/%s".formatted(kind, record.partition(), record.key()),
            value == null ? "tombstone" : HexFormat.of().formatHex(value));
      }
    }
  }

  private TopicContents contents(String topic) {
    return new TopicContents(configuration.config().getString("kafka.bootstrap.servers"), topic);
  }

  @Override
  public void close() {
    instances.forEach(EstimatorInstance::close);
    inputs.deleteTopics(prefix);
    inputs.close();
  }
}
