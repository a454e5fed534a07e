package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.ConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The learner's settings")
class LearnerConfigTest {

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "kappa                      | -1      | 0 or more",
        "kappa-estimate.labels-worth | 0      | above 0",
        "batch-size                 | 0       | at least 1",
        "averaging                  | 1       | in [0, 1)",
        "max-staleness              | -1      | 0 or more",
        "max-steps                  | -1      | 0 or more",
        "threads                    | -1      | 0 or more",
        "replay.ratio               | -1      | 0 or more",
        "replay.min-images          | -1      | 0 or more",
        "replay.sampler             | newest  | one of: uniform, class-aware",
        "optimiser.name             | lion    | one of: adam, adamw, adam-mini, sgd",
        "optimiser.learning-rate    | -1      | 0 or more",
        "optimiser.weight-decay     | -1      | 0 or more",
        "optimiser.beta1            | 1       | in [0, 1)",
        "optimiser.beta2            | 1       | in [0, 1)",
        "optimiser.epsilon          | -1      | 0 or more",
        "optimiser.clip-norm        | -1      | 0 or more",
        "schedule.name              | linear  | one of: constant, cosine, one-cycle, steps",
        "schedule.steps             | -1      | 0 or more",
        "schedule.warm-up           | -1      | 0 or more",
        "augmentation.shift         | 1.5     | in [0, 1]",
        "checkpoint.interval        | -1 s    | 0 or more",
        "checkpoint.first           | -1      | 0 or more",
        "checkpoint.steps           | -1      | 0 or more",
        "checkpoint.retained        | 0       | at least 1",
        "checkpoint.keep-every      | -1      | 0 or more",
        "holdout.min-images         | -1      | 0 or more",
        "holdout.rollback-after     | -1      | 0 or more",
        "holdout.threshold-positives | -1     | 0 or more",
        "regime                     | frozen  | one of: linear, fine-tune",
        "switch-after               | 0       | at least 1",
      })
  @DisplayName("are refused out of their range, in one line that names the key")
  void shouldRefuseWhatIsOutOfRange(String key, String value, String range) {
    String settings = "regime = linear-then-fine-tune, %s = %s".formatted(key, value);
    assertThatThrownBy(() -> TestConfig.with(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("gleaner.learner." + key)
        .hasMessageContaining("must be " + range)
        .hasMessageNotContaining("\n");
  }
}
