package io.gleaner.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The section ingest")
class IngestConfigTest {

  @Test
  @DisplayName("has documented defaults")
  void shouldHaveDefaults() {
    assertThat(TestConfigs.with())
        .isEqualTo(
            new IngestConfig(
                "",
                0,
                200,
                256,
                0.95,
                50_000_000,
                33_554_432,
                Duration.ofHours(1),
                new UriConfig(List.of(), List.of(), Duration.ofSeconds(5), 33_554_432)));
  }

  @Test
  @DisplayName("maps every key")
  void shouldMapEveryKey() {
    assertThat(
            TestConfigs.with(
                "instance",
                "a",
                "threads",
                3,
                "max-poll-records",
                7,
                "short-side",
                64,
                "jpeg-quality",
                0.5,
                "max-pixels",
                1000,
                "max-image-bytes",
                2000,
                "max-future",
                "5 minutes",
                "uri.allow-hosts",
                List.of("example.org"),
                "uri.allow-directories",
                List.of("/srv/images"),
                "uri.timeout",
                "2 seconds",
                "uri.max-bytes",
                3000))
        .isEqualTo(
            new IngestConfig(
                "a",
                3,
                7,
                64,
                0.5,
                1000,
                2000,
                Duration.ofMinutes(5),
                new UriConfig(
                    List.of("example.org"),
                    List.of(Path.of("/srv/images")),
                    Duration.ofSeconds(2),
                    3000)));
  }

  @Test
  @DisplayName("names the key of a value out of range")
  void shouldNameKeys() {
    assertThatThrownBy(() -> TestConfigs.with("short-side", 0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("gleaner.ingest.short-side must be positive");
    assertThatThrownBy(() -> TestConfigs.with("jpeg-quality", 1.5))
        .hasMessageContaining("gleaner.ingest.jpeg-quality");
    assertThatThrownBy(() -> TestConfigs.with("uri.timeout", "0 seconds"))
        .hasMessageContaining("gleaner.ingest.uri.timeout");
  }

  @Test
  @DisplayName("makes clients that are exactly-once, and stay in their group while they fetch")
  void shouldMakeClients() {
    IngestConfig config =
        TestConfigs.with("instance", "a", "threads", 2, "uri.timeout", "10 seconds");
    IngestClients clients = new IngestClients(config, TestConfigs.configuration());
    Properties consumer = clients.consumerProperties();
    assertThat(consumer)
        .containsEntry("group.id", "gleaner.ingest")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("max.poll.interval.ms", "1300000");
    assertThat(clients.producerProperties())
        .containsEntry("transactional.id", "gleaner.ingest-a")
        .containsEntry("bootstrap.servers", "127.0.0.1:9092");
  }
}
