package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.Configuration;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

  private static Properties settings(Map<String, ?> overrides) {
    Configuration configuration = Configuration.load(Optional.empty(), overrides, Map.of());
    LabelEstimatorConfig config =
        LabelEstimatorConfig.from(configuration.section("label-estimator"));
    try (RocksDbMemory.Budget memory = new RocksDbMemory.Budget(config.memory())) {
      return StreamsSettings.of(config, configuration, memory);
    }
  }

  @Test
  @DisplayName("a killed instance's session ends when it should, after several missed heartbeats")
  void shouldEndSessions() {
    Properties settings = settings(Map.of("label-estimator.session-timeout", "8 s"));

    assertThat(settings)
        .containsEntry("session.timeout.ms", "8000")
        .containsEntry("heartbeat.interval.ms", "2000");
  }

  @Test
  @DisplayName("a transaction outlasts the longest wait for reference data")
  void shouldOutlastWaits() {
    Properties settings = settings(Map.of("label-estimator.reference-wait", "8 s"));

    assertThat(settings).containsEntry("transaction.timeout.ms", "11000");
  }

  @Test
  @DisplayName("a commit waits for a broker that is away longer than a minute")
  void shouldWaitForBrokers() {
    assertThat(Duration.ofMillis(Long.parseLong(settings(Map.of()).getProperty("max.block.ms"))))
        .isGreaterThan(Duration.ofHours(1));
  }

  @Test
  @DisplayName(
      "the producer sends what topics and changelogs take, whatever the section kafka says")
  void shouldSendWhatTopicsTake() {
    Map<String, ?> overrides =
        Map.of("topics.max-message-bytes", 3_000_000, "kafka.max.request.size", 1000);

    assertThat(new StreamsConfig(settings(overrides)).getMainConsumerConfigs("g", "c", 0))
        .doesNotContainKey("max.request.size");
    assertThat(new StreamsConfig(settings(overrides)).getProducerConfigs("c"))
        .containsEntry("max.request.size", 3_065_536);
  }

  @Test
  @DisplayName("exactly once, and without caches, whatever the section kafka says")
  void shouldApplyOnce() {
    Map<String, ?> overrides =
        Map.of(
            "kafka.processing.guarantee",
            "at_least_once",
            "kafka.statestore.cache.max.bytes",
            1000,
            "kafka.isolation.level",
            "read_uncommitted");

    StreamsConfig config = new StreamsConfig(settings(overrides));

    assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
    assertThat(config.getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG)).isZero();
    assertThat(config.getMainConsumerConfigs("g", "c", 0))
        .containsEntry("isolation.level", "read_committed");
    assertThat(config.getProducerConfigs("c")).containsEntry("enable.idempotence", true);
  }

  @Test
  @DisplayName("the section kafka has the last word on what is not ours to decide")
  void shouldLetOperatorsTune() {
    assertThat(settings(Map.of("kafka.batch.size", 1000)))
        .containsEntry("batch.size", "1000")
        .containsEntry("processing.guarantee", "exactly_once_v2");
  }

  @Test
  @DisplayName("changelogs give up what was deleted when the topics do")
  void shouldBoundCompaction() {
    assertThat(settings(Map.of("topics.compaction-lag", "2 h")))
        .containsEntry("topic.max.compaction.lag.ms", "7200000");
  }
}
