package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.ConfigurationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LearnerBackboneTest {
  @Test
  @DisplayName("a learner of features refuses to start, as samples are pictures")
  void shouldRefuseFeatures() {
    LearnerConfig config = TestConfig.with("network.backbone = features, regime = linear");
    Configuration configuration = Configuration.load(Optional.empty(), Map.of(), Map.of());
    assertThatThrownBy(() -> new Learner(config, configuration, new SimpleMeterRegistry()).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gleaner.learner.network.backbone is features")
        .hasMessageNotContaining("\n");
  }
}
