package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.ConfigurationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A learner on a stream")
class LiveSettingsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "network.backbone = features, regime = linear | gleaner.learner.network.backbone is"
            + " features",
        "objective.name = large-loss-permanent-correction | large-loss-temporary-correction"
            + " corrects",
      })
  @DisplayName("refuses to start with settings that only an experiment has a use for")
  void shouldRefuseExperimentsSettings(String settings, String said) {
    LearnerConfig config = TestConfig.with(settings);
    Configuration configuration = Configuration.load(Optional.empty(), Map.of(), Map.of());
    assertThatThrownBy(() -> new Learner(config, configuration, new SimpleMeterRegistry()).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }
}
