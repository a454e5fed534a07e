package io.gleaner.protocol;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Every topic with its partitions and its clean-up, as the stages expect them. */
public final class TopicCatalog {

  /** What the headers of a rejected record may add to the largest record there is, in bytes. */
  public static final int HEADER_ROOM = 65_536;

  private TopicCatalog() {}

  /** Topics as they are created where they are missing. */
  static List<NewTopic> topics(Topics names, Config config) {
    int partitions = config.getInt("partitions");
    Optional<Short> replicas = Optional.of((short) config.getInt("replication-factor"));
    String maxBytes = Integer.toString(config.getInt("max-message-bytes"));
    Duration lag = config.getDuration("compaction-lag");
    Map<String, String> stream = delete(config.getDuration("retention"), lag, maxBytes);
    Map<String, String> samples = delete(config.getDuration("samples-retention"), lag, maxBytes);
    Map<String, String> reports = delete(config.getDuration("reports-retention"), lag, maxBytes);
    Map<String, String> rejected =
        delete(
            config.getDuration("reports-retention"),
            lag,
            Integer.toString(config.getInt("max-message-bytes") + HEADER_ROOM));
    Map<String, String> compact = compact(lag, maxBytes);
    // compacted so that what is withdrawn goes, deleted so that old withdrawals go too
    Map<String, String> queries = new HashMap<>(compact);
    queries.putAll(stream);
    queries.put("cleanup.policy", "compact,delete");
    List<NewTopic> topics = new ArrayList<>();
    Optional<Integer> many = Optional.of(partitions);
    Optional<Integer> one = Optional.of(1);
    topics.add(new NewTopic(names.submissions(), many, replicas).configs(stream));
    topics.add(new NewTopic(names.samples(), many, replicas).configs(samples));
    topics.add(new NewTopic(names.labels(), many, replicas).configs(stream));
    topics.add(new NewTopic(names.predictions(), many, replicas).configs(stream));
    topics.add(new NewTopic(names.softLabels(), many, replicas).configs(compact));
    topics.add(new NewTopic(names.tags(), many, replicas).configs(compact));
    topics.add(new NewTopic(names.labelQueries(), many, replicas).configs(queries));
    topics.add(new NewTopic(names.quality(), one, replicas).configs(reports));
    topics.add(new NewTopic(names.qualityParts(), one, replicas).configs(compact));
    topics.add(new NewTopic(names.models(), one, replicas).configs(compact));
    topics.add(new NewTopic(names.labelSpace(), one, replicas).configs(compact));
    topics.add(new NewTopic(names.rejected(), many, replicas).configs(rejected));
    return topics;
  }

  /** What is past its retention goes with its segment, which is why segments are kept short. */
  private static Map<String, String> delete(Duration retention, Duration segment, String maxBytes) {
    return Map.of(
        "cleanup.policy",
        "delete",
        "retention.ms",
        Long.toString(retention.toMillis()),
        "segment.ms",
        Long.toString(segment.toMillis()),
        "max.message.bytes",
        maxBytes);
  }

  /** Kafka compacts closed segments only, and by itself none that is mostly up to date. */
  private static Map<String, String> compact(Duration lag, String maxBytes) {
    return Map.of(
        "cleanup.policy",
        "compact",
        "max.compaction.lag.ms",
        Long.toString(lag.toMillis()),
        "segment.ms",
        Long.toString(lag.toMillis()),
        "max.message.bytes",
        maxBytes);
  }

  /**
   * Creates the topics that are missing and leaves the others as they are. Every process calls it
   * when it starts, so no order of starting is wrong.
   *
   * @throws BrokerUnreachableException if no broker answers within the time
   * @throws ConfigurationException if one refuses, so that trying again would not help
   */
  public static void createMissing(Configuration configuration, Duration patience) {
    Properties properties = configuration.kafka("gleaner-topics");
    properties.setProperty("default.api.timeout.ms", Long.toString(patience.toMillis()));
    properties.setProperty(
        "request.timeout.ms", Long.toString(Math.min(30_000, patience.toMillis())));
    try (Admin admin = Admin.create(properties)) {
      createMissing(admin, configuration, patience);
    }
  }

  /** As above, with an admin client of the caller's. */
  public static void createMissing(Admin admin, Configuration configuration, Duration patience) {
    try {
      Set<String> existing =
          admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      List<NewTopic> missing =
          topics(configuration.topics(), configuration.section("topics")).stream()
              .filter(topic -> !existing.contains(topic.name()))
              .toList();
      for (var created : admin.createTopics(missing).values().values()) {
        awaitCreated(created, patience);
      }
    } catch (TimeoutException e) {
      throw failure(e, configuration.kafka("").getProperty("bootstrap.servers"));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw failure(cause, configuration.kafka("").getProperty("bootstrap.servers"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerUnreachableException("interrupted while waiting for Kafka", e);
    }
  }

  /** Of what could not be done: whether to try again, or what to change. */
  static RuntimeException failure(Throwable cause, String servers) {
    String why = rootMessage(cause);
    if (cause instanceof TimeoutException || cause instanceof RetriableException) {
      return new BrokerUnreachableException(
          "Kafka at %s does not answer: check that it runs and gleaner.kafka in the configuration (%s)"
              .formatted(servers, why),
          cause);
    }
    return new ConfigurationException(
        "Kafka at %s refuses to list or create the topics: check gleaner.kafka and gleaner.topics in the configuration (%s)"
            .formatted(servers, why),
        cause);
  }

  private static void awaitCreated(
      org.apache.kafka.common.KafkaFuture<Void> created, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      created.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // Another stage was faster; what it created is the same.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
