package io.gleaner.estimator;

import io.gleaner.protocol.Configuration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changelogs that are there already. Kafka Streams gives a changelog its limits when it creates
 * it and never again, so those of an earlier version, or from before the topics' limit was raised,
 * would refuse large rows.
 */
final class Changelogs {

  private static final Logger LOG = LoggerFactory.getLogger(Changelogs.class);

  private Changelogs() {}

  /** Lets existing changelogs take records as large as those that are created. */
  static void raiseLimits(LabelEstimatorConfig config, Configuration configuration) {
    Properties properties = configuration.kafka("gleaner-label-estimator-changelogs");
    int limit = StreamsSettings.request(config);
    try (Admin admin = Admin.create(properties)) {
      raise(admin, tooSmall(admin, config.applicationId() + "-", limit), limit);
    } catch (ExecutionException e) {
      // not every principal may; rows below the old limit do not need it
      LOG.warn(
          "the changelogs' {} could not be raised to {}, set it by kafka-configs.sh: {}",
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          limit,
          String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<ConfigResource> tooSmall(Admin admin, String prefix, int limit)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> changelogs =
        admin.listTopics().names().get().stream()
            .filter(name -> name.startsWith(prefix) && name.endsWith("-changelog"))
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    Map<ConfigResource, Config> known = admin.describeConfigs(changelogs).all().get();
    return changelogs.stream().filter(topic -> bytes(known.get(topic)) < limit).toList();
  }

  private static long bytes(@Nullable Config config) {
    ConfigEntry entry = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    return entry == null ? Long.MAX_VALUE : Long.parseLong(entry.value());
  }

  private static void raise(Admin admin, List<ConfigResource> changelogs, int limit)
      throws ExecutionException, InterruptedException {
    AlterConfigOp raised =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(limit)),
            AlterConfigOp.OpType.SET);
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    changelogs.forEach(topic -> changes.put(topic, List.of(raised)));
    admin.incrementalAlterConfigs(changes).all().get();
    changelogs.forEach(topic -> LOG.info("{} takes records of {} bytes now", topic.name(), limit));
  }
}
