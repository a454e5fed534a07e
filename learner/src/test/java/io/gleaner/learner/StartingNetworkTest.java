package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.network.Backbone;
import io.gleaner.network.Head;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.SafeTensors;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Training that starts from a weights file")
class StartingNetworkTest {

  private static final Backbone SMALL = new Backbone.Convolutional("small", 32);
  private static final NetworkSpec SPEC = new NetworkSpec(SMALL, new Head.Linear(), 3);

  @TempDir private Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void place() {
    file = directory.resolve("weights.safetensors");
  }

  private LearnerConfig config() {
    return TestConfig.with("network.weights = \"%s\"".formatted(file));
  }

  private static Map<String, Tensor> published() {
    try (Network network =
        Network.create(new NetworkSpec(SMALL, new Head.Linear(), 1000), "cpu", 99)) {
      return network.save();
    }
  }

  @Test
  @DisplayName("has that file's backbone under a head of its own, and none of it after a resume")
  void shouldStartFromTheFile() throws IOException {
    Map<String, Tensor> published = published();
    SafeTensors.write(file, published, Map.of());
    try (Network plain = Network.create(SPEC, "cpu", 0);
        Network started = StartingNetwork.create(SPEC, config(), 0);
        Network resumed = StartingNetwork.create(SPEC, config(), 1)) {
      Map<String, Tensor> state = started.save();
      started
          .backboneParameters()
          .keySet()
          .forEach(name -> assertThat(state.get(name)).as(name).isEqualTo(published.get(name)));
      started
          .headParameters()
          .keySet()
          .forEach(name -> assertThat(state.get(name)).as(name).isEqualTo(plain.save().get(name)));
      assertThat(resumed.save()).isEqualTo(plain.save());
    }
  }

  @Test
  @DisplayName("does not begin without that file, or with one that is broken or does not fit")
  void shouldRefuseWhatDoesNotFit() throws IOException {
    assertRefused("NoSuchFileException");
    Files.write(file, new byte[3]);
    assertRefused("cut short: 3 bytes");
    Map<String, Tensor> other = published();
    other.remove("features.0.0.weight");
    SafeTensors.write(file, other, Map.of());
    assertRefused("weights lack 'features.0.0.weight', which the network needs");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> StartingNetwork.create(SPEC, config(), 0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("gleaner.learner.network.weights = " + file + " cannot be used: ")
        .hasMessageContaining(why);
  }
}
