package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.network.OperatorScript;
import io.gleaner.protocol.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServingConfigTest {
  @Test
  void shouldHaveTheDocumentedDefaults() {
    assertThat(ServingConfig.from(section("")))
        .isEqualTo(
            new ServingConfig(
                "127.0.0.1",
                8080,
                8 << 20,
                50_000_000,
                256,
                256,
                Duration.ofSeconds(10),
                16,
                64 << 20,
                Optional.empty(),
                "auto",
                new OperatorScript("gleaner.serving.torchscript", false, ""),
                32,
                128,
                128,
                4,
                Duration.ofHours(12)));
  }

  @Test
  void shouldReadEveryKey() {
    String all =
        """
        host = "::1", port = 0, checkpoints = "/c", device = "cpu", batch-size = 2
        max-poll-records = 3
        http { max-bytes = 4, max-pixels = 5, short-side = 6, max-waiting = 7, timeout = 8 s }
        page { clients = 12, pictures = 13 }
        rescore { window = 9, live-batches = 10 }
        tags { max-age = 11 h }
        torchscript { enabled = true, file = /b.pt }
        """;
    assertThat(ServingConfig.from(section(all)))
        .isEqualTo(
            new ServingConfig(
                "::1",
                0,
                4,
                5,
                6,
                7,
                Duration.ofSeconds(8),
                12,
                13,
                Optional.of("/c"),
                "cpu",
                new OperatorScript("gleaner.serving.torchscript", true, "/b.pt"),
                2,
                3,
                9,
                10,
                Duration.ofHours(11)));
  }

  @Test
  void shouldRefuseWhatCannotWork() {
    assertThatThrownBy(() -> ServingConfig.from(section("batch-size = 0")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("gleaner.serving.batch-size = 0 is out of range; see the defaults");
    assertThatThrownBy(() -> ServingConfig.from(section("torchscript.enabled = true")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "gleaner.serving.torchscript.enabled is true, but gleaner.serving.torchscript.file is empty: name the TorchScript file");
  }

  private static Config section(String own) {
    return ConfigFactory.parseString(own)
        .withFallback(ConfigFactory.defaultReference().getConfig("gleaner.serving"));
  }
}
