package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Objectives by name")
class ObjectivesTest {

  @Test
  @DisplayName("have the published defaults")
  void defaultsArePublished() {
    assertThat(Objectives.byName("asl", Map.of()))
        .isEqualTo(new Supervised(new Asl(), Unknown.ABSENT, 0, Reduction.SUM));
    assertThat(Objectives.byName("role", Map.of("kappa", 2.9)))
        .isEqualTo(new Role(new Bce(), 2.9, 1));
  }

  @Test
  @DisplayName("take every parameter, as values or as text")
  void parametersAreMapped() {
    assertThat(
            Objectives.byName(
                "role",
                Map.of(
                    "loss", "asl",
                    "gamma-present", 1,
                    "gamma-absent", "2.5",
                    "margin", 0.1,
                    "focus-gradient", "off",
                    "cross-term", "weighted-residual",
                    "positive-term", "per-image",
                    "kappa", 1.5,
                    "lambda", 0.5)))
        .isEqualTo(
            new Role(
                new Asl(1, 2.5, 0.1, false, 0, false),
                Role.CrossTerm.WEIGHTED_RESIDUAL,
                1.5,
                0.5,
                PositiveTerm.PER_IMAGE));
  }

  @Test
  @DisplayName("say what they are called when the name is unknown")
  void unknownNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Objectives.byName("rolle", Map.of()))
        .withMessageContaining("rolle")
        .withMessageContaining("role");
  }

  @Test
  @DisplayName("refuse a parameter that nobody reads, and name the ones there are")
  void unknownParameterIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Objectives.byName("asl", Map.of("gamma", 2)))
        .withMessageContaining("gamma-absent");
  }

  @Test
  @DisplayName("ask for what has no default")
  void kappaIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Objectives.byName("epr", Map.of()))
        .withMessageContaining("kappa");
  }

  @Test
  @DisplayName("refuse values of the wrong kind")
  void wrongValuesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Objectives.byName("asl", Map.of("margin", "wide")))
        .withMessageContaining("margin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Objectives.byName("bce", Map.of("unknown", "maybe")))
        .withMessageContaining("weakly-absent");
  }
}
