package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.StageSettings.Stages;
import io.gleaner.learner.Regime;
import io.gleaner.protocol.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settings of an experiment")
class StageSettingsTest {

  private static Stages stages(Map<String, String> given, String objective) {
    return new StageSettings(Map.of("learner.kappa", 2.5), given)
        .of(ObjectiveChoice.parse(objective), 1e-3, 7);
  }

  @Test
  @DisplayName("begin with the papers' training: no averaging, clipping or warm-up")
  void shouldDepartFromTheDefaults() {
    Stages stages = stages(Map.of(), "epr");
    assertThat(stages.learner().regime()).isInstanceOf(Regime.Linear.class);
    assertThat(stages.learner().averaging()).isZero();
    assertThat(stages.learner().optimiser().clipNorm()).isZero();
    assertThat(stages.learner().schedule().warmUp()).isZero();
    assertThat(stages.learner().kappa()).isEqualTo(2.5);
    assertThat(stages.learner().seed()).isEqualTo(7);
  }

  @Test
  @DisplayName("find a short key at the learner, the label-estimator or the objective")
  void shouldFindShortKeys() {
    Stages stages =
        stages(
            Map.of(
                "optimiser.weight-decay", "1e-4",
                "kappa", "3",
                "lambda", "2",
                "gleaner.learner.averaging", "0.9"),
            "role:eta=5:estimates=exact:kappa=4");
    assertThat(stages.learner().optimiser().weightDecay()).isEqualTo(1e-4);
    assertThat(stages.learner().kappa()).isEqualTo(4);
    assertThat(stages.learner().averaging()).isEqualTo(0.9);
    assertThat(stages.learner().objective().parameters()).isEqualTo(Map.of("lambda", 2));
    assertThat(stages.estimator())
        .isEqualTo(stages(Map.of("eta", "5"), "bce").estimator())
        .isNotEqualTo(stages(Map.of(), "bce").estimator());
  }

  @Test
  @DisplayName("refuse what an option stands for, and full keys that nobody documents")
  void shouldRefuseWrongKeys() {
    assertThatThrownBy(() -> stages(Map.of("seed", "3"), "bce"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--seeds");
    assertThatThrownBy(() -> stages(Map.of("learner.averagin", "3"), "bce"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("averaging");
    assertThatThrownBy(() -> stages(Map.of(), "vlpl"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("pseudo-labels");
    assertThatThrownBy(() -> stages(Map.of("..", "3"), "bce")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> stages(Map.of("kappa", "{"), "bce"))
        .isInstanceOf(UsageException.class);
  }

  @Test
  @DisplayName("of an objective are its name, who estimates, and the rest")
  void shouldParseObjectives() {
    ObjectiveChoice role = ObjectiveChoice.parse(" role:estimates=published:lambda=2 ");
    assertThat(role.text()).isEqualTo("role:estimates=published:lambda=2");
    assertThat(role.name()).isEqualTo("role");
    assertThat(role.settings()).isEqualTo(Map.of("lambda", "2"));
    assertThat(role.estimates()).isEqualTo(EstimateKind.PUBLISHED);
    assertThat(ObjectiveChoice.parse("role").estimates()).isEqualTo(EstimateKind.ROWS);
    assertThat(ObjectiveChoice.parse("epr").estimates()).isEqualTo(EstimateKind.NONE);
    assertThatThrownBy(() -> ObjectiveChoice.parse("role:eta"))
        .hasMessageContaining("'eta' is not KEY=VALUE");
    assertThatThrownBy(() -> ObjectiveChoice.parse("role:estimates=best"))
        .hasMessageContaining("[rows, exact, published, corrections, none]");
    assertThatThrownBy(() -> ObjectiveChoice.parse("")).hasMessageContaining("names none");
    assertThat(ObjectiveChoice.parse("large-loss-permanent-correction").estimates())
        .isEqualTo(EstimateKind.CORRECTIONS);
  }
}
