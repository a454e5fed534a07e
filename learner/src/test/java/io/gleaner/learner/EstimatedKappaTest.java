package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.network.Tensor;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("κ estimated from the holdout")
class EstimatedKappaTest {
  private static final String FROM_HOLDOUT =
      "kappa-estimate { from-holdout = true, labels-worth = 5 }, ";
  private static final int IMAGES = 48;

  @TempDir Path directory;

  private final LearnerMeters meters = new LearnerMeters(new SimpleMeterRegistry());

  private Training begin(String name, String settings) throws IOException {
    LearnerConfig config = TestConfig.with(settings);
    TrainingState beginning = TrainingState.beginning(config, 4, 1, 1);
    Training training = new Training(config, 4, directory.resolve(name), beginning, meters);
    DrawnSamples drawn = new DrawnSamples(5);
    for (int i = 0; i < IMAGES; i++) {
      training.accept(drawn.singlePositive("t" + i));
    }
    return training;
  }

  /** Half of the holdout shows three classes, half one: two on average. */
  private static void acceptHoldout(Training training) throws IOException {
    Sample picture = new DrawnSamples(6).singlePositive("any");
    for (int i = 0; i < 40; i++) {
      Sample.Builder holdout =
          picture.toBuilder().setId("h" + i).setRole(Role.HOLDOUT).clearPresent().addPresent(i % 4);
      if (i % 2 == 0) {
        holdout.addPresent((i + 1) % 4).addPresent((i + 2) % 4).addAbsent((i + 3) % 4);
      } else {
        holdout.addAbsent((i + 1) % 4).addAbsent((i + 2) % 4).addAbsent((i + 3) % 4);
      }
      training.accept(holdout.build());
    }
    // Somebody named one thing on it and looked no further: this says nothing about κ.
    training.accept(picture.toBuilder().setId("named").setRole(Role.HOLDOUT).clearAbsent().build());
  }

  private static void steps(Training training, int count) {
    for (int i = 0; i < count; i++) {
      training.step(true);
    }
  }

  @Test
  @DisplayName(
      "begins as given, then follows what is known of the holdout, in what it publishes too")
  void shouldFollowTheHoldout() throws Exception {
    try (Training training = begin("followed", FROM_HOLDOUT)) {
      acceptHoldout(training);
      assertThat(training.kappa()).isEqualTo(1.6);
      assertThat(training.priorsMoved()).isTrue();
      training.renewPriors(2);
      assertThat(training.priorsMoved()).isFalse();
      // 40 labels a class with 20 of them present, beside 5 with 2 of the given κ.
      assertThat(training.kappa()).isCloseTo(4 * 22.0 / 45, within(1e-12));
      ClassPriors published = LearnerReports.priors(training);
      assertThat(published.getKappa()).isEqualTo(training.kappa());
      assertThat(published.getVersion()).isEqualTo(2);
      double expected = 0.995;
      for (int k = 0; k < 3; k++) {
        expected += training.priors()[k];
      }
      Prediction prediction = training.step(true).get(0);
      assertThat(prediction.getEprGradient())
          .isCloseTo((expected - training.kappa()) / 4, within(1e-6));
    }
  }

  @Test
  @DisplayName("stays as given where it is not to be estimated")
  void shouldStayAsGiven() throws Exception {
    try (Training training = begin("given", "")) {
      acceptHoldout(training);
      training.renewPriors(2);
      assertThat(training.kappa()).isEqualTo(1.6);
    }
  }

  @Test
  @DisplayName("is what the objective regularises towards, to the bit as if it had been given")
  void shouldTrainWithIt() throws Exception {
    Map<String, Tensor> estimated;
    double kappa;
    try (Training training = begin("estimated", FROM_HOLDOUT + "objective.name = epr")) {
      acceptHoldout(training);
      training.renewPriors(2);
      kappa = training.kappa();
      steps(training, 3);
      estimated = training.weights().save();
    }
    assertThat(afterThreeSteps("known", kappa)).isEqualTo(estimated);
    assertThat(afterThreeSteps("guessed", 1.6)).isNotEqualTo(estimated);
  }

  private Map<String, Tensor> afterThreeSteps(String name, double kappa) throws IOException {
    try (Training training = begin(name, "objective.name = epr, kappa = " + kappa)) {
      steps(training, 3);
      return training.weights().save();
    }
  }

  @Test
  @DisplayName("goes on over a restart, to the bit")
  void shouldGoOnOverARestart() throws Exception {
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    Map<String, Tensor> expected;
    TrainingState state;
    try (Training training = begin("whole", FROM_HOLDOUT)) {
      acceptHoldout(training);
      steps(training, 2);
      training.renewPriors(2);
      checkpoints.save(training, Map.of());
      steps(training, 3);
      expected = training.weights().save();
      state = training.state();
    }
    assertThat(state.kappa()).isGreaterThan(1.9);
    LearnerStart resumed =
        LearnerStart.from(
            TestConfig.with(FROM_HOLDOUT),
            LabelSpace.of(List.of("r", "g", "b", "y")),
            checkpoints,
            new ModelHistory(any -> false),
            directory.resolve("resumed"),
            meters);
    try (Training training = resumed.training()) {
      steps(training, 3);
      assertThat(training.weights().save()).isEqualTo(expected);
      assertThat(training.state()).isEqualTo(state);
    }
  }

  @Test
  @DisplayName("is refused beside a κ of the objective's own")
  void shouldRefuseTwoKappas() {
    String both = FROM_HOLDOUT + "objective.parameters.kappa = 2";
    assertThatThrownBy(() -> begin("both", both))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kappa-estimate.from-holdout");
  }
}
