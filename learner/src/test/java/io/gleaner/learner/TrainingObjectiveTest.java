package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.LabelBatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What the label-estimator is told of a batch's regularisation")
class TrainingObjectiveTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{ name = role }                             | 1",
        "{ name = role, parameters.lambda = 3 }      | 3",
        "{ name = epr, parameters.lambda = \"3\" }   | 3",
        "{ name = hill, parameters.lambda = 2 }      | 1",
      })
  @DisplayName("has the objective's own weight of it, and 1 where it has none")
  void shouldWeighTheRegularisation(String objective, double lambda) {
    LearnerConfig config = TestConfig.with("kappa = 0.5, objective " + objective);
    TrainingState state = TrainingState.beginning(config, 2, 1, 1);
    LabelBatch labels = new LabelBatch(1, 2);
    labels.estimates()[0] = 0.9;
    labels.estimates()[1] = 0.6;
    assertThat(new TrainingObjective(config, 2, state).eprGradient(labels))
        .isCloseTo(lambda * (1.5 - 0.5) / 2, within(1e-12));
  }
}
