package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.gleaner.network.Backbone;
import io.gleaner.network.Head;
import io.gleaner.network.OperatorScript;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The configuration of the network")
class NetworkConfigTest {

  private static NetworkConfig config(String text) {
    return NetworkConfig.from(
        ConfigFactory.parseString(text)
            .withFallback(ConfigFactory.defaultReference().getConfig("gleaner.learner.network"))
            .resolve());
  }

  @Test
  @DisplayName("has the defaults that are documented")
  void shouldHaveDefaults() {
    assertThat(config(""))
        .isEqualTo(
            new NetworkConfig(
                new Backbone.Convolutional("small", 64),
                new Head.Linear(),
                false,
                Optional.empty(),
                new OperatorScript("gleaner.learner.network.torchscript", false, "")));
  }

  @Test
  @DisplayName("names backbone, input size and the hidden layer")
  void shouldReadEveryKey() {
    assertThat(config("backbone = resnet18, input-size = 224"))
        .extracting(NetworkConfig::backbone)
        .isEqualTo(new Backbone.Convolutional("resnet18", 224));
    assertThat(config("backbone = features, features = 2048"))
        .extracting(NetworkConfig::backbone)
        .isEqualTo(new Backbone.Features(2048));
    assertThat(config("batch-statistics = frozen").frozenStatistics()).isTrue();
    assertThat(config("weights = /tmp/w.safetensors").weights())
        .contains(Path.of("/tmp/w.safetensors"));
    assertThat(config("head = hidden, hidden { width = 512, dropout = 0.3 }"))
        .extracting(NetworkConfig::head)
        .isEqualTo(new Head.Hidden(512, 0.3));
    assertThat(
            config(
                """
                head = query2label
                query2label {
                  width = 32, heads = 2, feed-forward = 64
                  encoder-layers = 0, decoder-layers = 1, dropout = 0.2
                }
                """))
        .extracting(NetworkConfig::head)
        .isEqualTo(new Head.Query2Label(32, 2, 64, 0, 1, 0.2));
  }

  @Test
  @DisplayName("says which batch statistics there are when it names others")
  void shouldRefuseUnknownStatistics() {
    assertThatThrownBy(() -> config("batch-statistics = running"))
        .hasMessage(
            "gleaner.learner.network.batch-statistics is 'running', but must be one of: live,"
                + " frozen");
  }

  @Test
  @DisplayName("says which heads there are when it names another")
  void shouldRefuseUnknownHeads() {
    assertThatThrownBy(() -> config("head = mlp"))
        .hasMessage(
            "gleaner.learner.network.head is 'mlp', but must be one of: linear, hidden,"
                + " query2label");
  }
}
