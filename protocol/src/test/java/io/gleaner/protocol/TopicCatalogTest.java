package io.gleaner.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The topics")
class TopicCatalogTest {

  private static final Config SETTINGS =
      ConfigFactory.parseString("compaction-lag = 2 h, samples-retention = 3 d")
          .withFallback(ConfigFactory.defaultReference().getConfig("gleaner.topics"));

  private final List<NewTopic> topics = TopicCatalog.topics(new Topics("t."), SETTINGS);

  private Map<String, String> configs(String name) {
    return topics.stream()
        .filter(topic -> topic.name().equals(name))
        .findFirst()
        .orElseThrow()
        .configs();
  }

  @Test
  @DisplayName("that are compacted give up what was deleted within a bounded time")
  void shouldBoundCompaction() {
    assertThat(topics)
        .filteredOn(topic -> topic.configs().getOrDefault("cleanup.policy", "").contains("compact"))
        .hasSize(6)
        .allSatisfy(
            topic ->
                assertThat(topic.configs())
                    .containsEntry("max.compaction.lag.ms", "7200000")
                    .containsEntry("segment.ms", "7200000"));
    assertThat(configs(new Topics("t.").labelQueries()))
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("retention.ms", "604800000");
  }

  @Test
  @DisplayName("begin another file often enough that retention means what it says")
  void shouldRollSegments() {
    assertThat(topics).allSatisfy(t -> assertThat(t.configs()).containsKey("segment.ms"));
    assertThat(configs(new Topics("t.").samples()))
        .containsEntry("retention.ms", "259200000")
        .containsEntry("segment.ms", "7200000");
  }

  @Test
  @DisplayName("are waited for while Kafka does not answer, and not when it refuses")
  void shouldTellRefusalFromSilence() {
    assertThat(TopicCatalog.failure(new TimeoutException(), "host:1"))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContaining("host:1 does not answer");
    assertThat(TopicCatalog.failure(new DisconnectException(), "host:1"))
        .isInstanceOf(BrokerUnreachableException.class);
    assertThat(TopicCatalog.failure(new SaslAuthenticationException("wrong password"), "host:1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("refuses")
        .hasMessageContaining("wrong password");
    assertThat(TopicCatalog.failure(new TopicAuthorizationException("no rights"), "host:1"))
        .isInstanceOf(ConfigurationException.class);
  }
}
