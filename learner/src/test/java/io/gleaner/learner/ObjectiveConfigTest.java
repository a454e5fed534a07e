package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The configured objective")
class ObjectiveConfigTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "objective.name = vlpl, 'set em, which is what it would be'",
    "objective.name = gpr, 'set gr, which is what it would be'",
    "'objective { name = em, parameters.beta = 0.9 }', parameters.beta is the weight",
  })
  @DisplayName("is refused if it is about pseudo-labels, which nothing here makes")
  void shouldRefuseWhatNeedsPseudoLabels(String settings, String said) {
    assertThatThrownBy(() -> TestConfig.with(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("gleaner.learner.objective.")
        .hasMessageContaining(said)
        .hasMessageContaining("nothing here makes them")
        .hasMessageNotContaining("\n");
  }

  @Test
  @DisplayName("may be EM alone")
  void shouldTakeEntropyMaximisation() {
    assertThat(TestConfig.with("objective { name = em, parameters.alpha = 0.05 }").objective())
        .isEqualTo(new ObjectiveConfig("em", Map.of("alpha", 0.05)));
  }
}
