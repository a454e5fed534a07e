package io.gleaner.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  @TempDir Path dir;

  private Configuration load(String text, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(dir.resolve("gleaner.conf"), text);
    return Configuration.load(Optional.of(file), Map.of(), environment);
  }

  @Test
  void shouldStandOnItsDefaultsAlone() {
    Configuration configuration = Configuration.load(Optional.empty(), Map.of(), Map.of());
    assertThat(configuration.topics().tags()).isEqualTo("gleaner.tags.v1");
    assertThat(configuration.dataDir()).isEqualTo(Path.of("data"));
  }

  @Test
  void shouldPassTheKafkaSectionToEveryClient() throws IOException {
    Configuration configuration =
        load(
            "gleaner.kafka { bootstrap.servers = \"b:1\", sasl.mechanism = PLAIN, linger.ms = 5 }",
            Map.of());
    assertThat(configuration.kafka("me"))
        .containsEntry("bootstrap.servers", "b:1")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("linger.ms", "5")
        .containsEntry("client.id", "me");
  }

  @Test
  void shouldRefuseAnUnknownKeyAndNameTheNearestRightOne() {
    assertThatThrownBy(() -> load("gleaner.topics.partitons = 3", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("unknown key gleaner.topics.partitons")
        .hasMessageContaining("did you mean gleaner.topics.partitions?")
        .hasMessageContaining("gleaner.conf: 1");
  }

  @Test
  void shouldRefuseAKeyOutsideTheRoot() {
    assertThatThrownBy(() -> load("gleener { data-dir = x }", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean gleaner?");
  }

  @Test
  void shouldRefuseAValueWhereASectionBelongs() {
    assertThatThrownBy(() -> load("gleaner.topics = 3", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gleaner.topics is a section");
  }

  @Test
  void shouldLetTheEnvironmentOverrideTheFile() throws IOException {
    Configuration configuration =
        load(
            "gleaner.topics.partitions = 3",
            Map.of(
                "GLEANER_TOPICS_PARTITIONS", "7",
                "GLEANER_DATA_DIR", "C:\\data \"x\"",
                "GLEANER_KAFKA_SECURITY_PROTOCOL", "SSL"));
    assertThat(configuration.section("topics").getInt("partitions")).isEqualTo(7);
    assertThat(configuration.dataDir()).isEqualTo(Path.of("C:\\data \"x\""));
    assertThat(configuration.kafka("x")).containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldLaySettingsOverTheFile() throws IOException {
    Path file = Files.writeString(dir.resolve("a.conf"), "gleaner.data-dir = a");
    Configuration configuration =
        Configuration.load(Optional.of(file), Map.of("data-dir", "b"), Map.of());
    assertThat(configuration.dataDir()).isEqualTo(Path.of("b"));
  }

  @Test
  void shouldSayThatTheFileIsMissing() {
    assertThatThrownBy(() -> Configuration.load(Optional.of(dir.resolve("none.conf"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no configuration file");
  }

  @Test
  void shouldSayWhereAFileIsBroken() {
    assertThatThrownBy(() -> load("gleaner { data-dir = \n\"x", Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gleaner.conf");
  }
}
