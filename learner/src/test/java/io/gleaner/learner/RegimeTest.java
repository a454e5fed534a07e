package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.network.Tensor;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegimeTest {
  private static final int HOLDOUT = 20;

  @TempDir Path directory;

  private final LearnerMeters meters = new LearnerMeters(new SimpleMeterRegistry());

  private Training begin(LearnerConfig config, String name) {
    return Training.begin(
        config, DrawnSamples.CLASSES, directory.resolve(name), 1, 1, new SimpleMeterRegistry());
  }

  private static LearnerConfig config(String settings) {
    return TestConfig.with("optimiser.learning-rate = 3e-3, objective.name = bce, " + settings);
  }

  private static void arrive(Training training, int images) throws Exception {
    DrawnSamples drawn = new DrawnSamples(7);
    for (int i = 0; i < HOLDOUT; i++) {
      training.accept(drawn.complete("h" + i, Role.HOLDOUT));
    }
    for (int i = 0; i < images; i++) {
      training.accept(drawn.complete("t" + i, Role.TRAIN));
    }
  }

  private static void steps(Training training, int steps) {
    for (int i = 0; i < steps; i++) {
      assertThat(training.step(true)).isNotEmpty();
    }
  }

  private static Map<String, Tensor> backbone(Training training) {
    return training.averagedWeights().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("classifier."))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  @DisplayName("linear: the head learns, the backbone stays, features replace the pixels")
  void shouldTrainTheHeadAlone() throws Exception {
    try (Training training = begin(config("regime = linear"), "linear");
        HoldoutEvaluation evaluation = new HoldoutEvaluation(training)) {
      arrive(training, 80);
      Map<String, Tensor> before = backbone(training);
      double untrained = evaluation.evaluate(training.averagedWeights()).map();
      steps(training, 120);
      assertThat(backbone(training)).isEqualTo(before);
      assertThat(training.buffer().jpeg("t5")).isNull();
      assertThat(training.buffer().jpeg("h5")).isNull();
      assertThat(training.buffer().features("t5"))
          .hasSize(2 * training.embeddings().orElseThrow().length());
      HoldoutQuality after = evaluation.evaluate(training.averagedWeights());
      assertThat(after.images()).isEqualTo(HOLDOUT);
      assertThat(after.map()).isGreaterThan(untrained);
    }
  }

  @Test
  @DisplayName("linear: weights over another backbone are not judged by these features")
  void shouldNotJudgeAnotherBackbone() throws Exception {
    try (Training training = begin(config("regime = linear"), "own");
        Training other = begin(config("seed = 5"), "other");
        HoldoutEvaluation evaluation = new HoldoutEvaluation(training)) {
      arrive(training, 20);
      assertThat(evaluation.evaluate(training.averagedWeights()).images()).isEqualTo(HOLDOUT);
      HoldoutQuality foreign = evaluation.evaluate(other.averagedWeights());
      assertThat(foreign.images()).isZero();
      assertThat(foreign.map()).isNaN();
    }
  }

  @Test
  @DisplayName("linear: an image whose pixels are replaced gets new features")
  void shouldComputeFeaturesOfNewPixels() throws Exception {
    try (Training training = begin(config("regime = linear"), "linear")) {
      arrive(training, 20);
      training.step(List.of("t1"));
      byte[] before = training.buffer().features("t1");
      training.accept(new DrawnSamples(99).complete("t1", Role.TRAIN));
      assertThat(training.buffer().features("t1")).isNull();
      training.step(List.of("t1"));
      assertThat(training.buffer().features("t1")).isNotNull().isNotEqualTo(before);
      assertThat(training.buffer().jpeg("t1")).isNull();
    }
  }

  @Test
  @DisplayName("linear then fine-tune: keeps the pixels, and trains the backbone after the switch")
  void shouldSwitchToFineTuning() throws Exception {
    LearnerConfig config = config("regime = linear-then-fine-tune, switch-after = 10");
    try (Training training = begin(config, "both")) {
      arrive(training, 80);
      Map<String, Tensor> before = backbone(training);
      steps(training, 10);
      assertThat(backbone(training)).isEqualTo(before);
      assertThat(training.buffer().features("t0")).isNotNull();
      assertThat(training.buffer().jpeg("t0")).isNotNull();
      long withFeatures = training.buffer().bytes();
      steps(training, 1);
      assertThat(backbone(training)).isNotEqualTo(before);
      assertThat(training.buffer().features("t0")).isNull();
      assertThat(training.buffer().bytes()).isLessThan(withFeatures);
      assertThat(training.weights().updates()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("back over the switch the optimiser begins anew, back to after it it goes on")
  void shouldRestartTheOptimiserWhenGoingBackOverTheSwitch() throws Exception {
    LearnerConfig config = config("regime = linear-then-fine-tune, switch-after = 10");
    try (Training training = begin(config, "back")) {
      arrive(training, 40);
      steps(training, 6);
      Map<String, Tensor> linear = training.weights().save();
      TrainingState before = training.state();
      steps(training, 6);
      Map<String, Tensor> fineTuned = training.weights().save();
      TrainingState after = training.state();
      steps(training, 1);
      training.rollBack(2, fineTuned, after);
      assertThat(training.weights().save()).isEqualTo(fineTuned);
      assertThat(training.weights().updates()).isEqualTo(2);
      training.rollBack(3, linear, before);
      assertThatOptimiserBeginsAnew(training, linear);
      steps(training, 1);
    }
  }

  private static void assertThatOptimiserBeginsAnew(Training training, Map<String, Tensor> from) {
    Map<String, Tensor> now = training.weights().save();
    assertThat(training.weights().updates()).isZero();
    for (String parameter : training.currentWeights().keySet()) {
      assertThat(now.get("values." + parameter)).isEqualTo(from.get("values." + parameter));
      for (String moment : List.of("first.", "second.")) {
        Tensor moments = now.get(moment + parameter);
        if (moments != null) {
          assertThat(moments.toFloats()).as(moment + parameter).containsOnly(0);
        }
      }
    }
  }

  @Test
  @DisplayName("a start that finds the switch set to an earlier step begins the optimiser anew")
  void shouldRestartTheOptimiserWhenTheSwitchIsSetEarlier() throws Exception {
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    Map<String, Tensor> linear;
    try (Training training =
        begin(config("regime = linear-then-fine-tune, switch-after = 10"), "first")) {
      arrive(training, 40);
      steps(training, 6);
      linear = training.weights().save();
      checkpoints.save(training, Map.of());
    }
    try (Training training =
        resume(config("regime = linear-then-fine-tune, switch-after = 3"), checkpoints, "second")) {
      assertThatOptimiserBeginsAnew(training, linear);
      Map<String, Tensor> before = backbone(training);
      steps(training, 1);
      assertThat(training.weights().updates()).isEqualTo(1);
      assertThat(backbone(training)).isNotEqualTo(before);
    }
  }

  private Training resume(LearnerConfig config, Checkpoints checkpoints, String name)
      throws IOException {
    return LearnerStart.from(
            config,
            LabelSpace.of(List.of("r", "g", "b", "y")),
            checkpoints,
            new ModelHistory(any -> false),
            directory.resolve(name),
            meters)
        .training();
  }

  @Test
  @DisplayName("a resume before, at and after the switch goes on with the same bits")
  void shouldResumeAroundTheSwitch() throws Exception {
    LearnerConfig config = config("regime = linear-then-fine-tune, switch-after = 6");
    Map<String, Tensor> uninterrupted;
    try (Training training = begin(config, "uninterrupted")) {
      arrive(training, 40);
      steps(training, 12);
      uninterrupted = training.weights().save();
    }
    for (int stop : List.of(3, 6, 7)) {
      Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints" + stop));
      try (Training training = begin(config, "first" + stop)) {
        arrive(training, 40);
        steps(training, stop);
        checkpoints.save(training, Map.of());
      }
      try (Training training = resume(config, checkpoints, "second" + stop)) {
        steps(training, 12 - stop);
        assertThat(training.weights().save()).as("stopped at %d", stop).isEqualTo(uninterrupted);
      }
    }
  }

  @Test
  @DisplayName("features of a frozen phase are forgotten when a start finds the backbone trained")
  void shouldForgetFeaturesOfAnEarlierRegime() throws Exception {
    String both = "regime = linear-then-fine-tune, switch-after = 10";
    long withFeatures;
    try (Training training = begin(config(both), "same")) {
      arrive(training, 20);
      steps(training, 3);
      withFeatures = training.buffer().bytes();
      assertThat(training.buffer().features("t0")).isNotNull();
    }
    try (Training training = begin(config("regime = fine-tune"), "same")) {
      assertThat(training.buffer().features("t0")).isNull();
      assertThat(training.buffer().jpeg("t0")).isNotNull();
      assertThat(training.buffer().bytes()).isLessThan(withFeatures);
      steps(training, 1);
    }
  }

  @Test
  @DisplayName("going back to another backbone forgets the features that the frozen one made")
  void shouldForgetFeaturesOfAnotherBackbone() throws Exception {
    LearnerConfig config = config("regime = linear-then-fine-tune, switch-after = 10");
    try (Training training = begin(config, "own");
        Training other = begin(config("seed = 5"), "other")) {
      arrive(training, 20);
      steps(training, 2);
      byte[] before = training.buffer().features("t0");
      training.rollBack(2, training.weights().save(), training.state());
      assertThat(training.buffer().features("t0")).isEqualTo(before);
      training.rollBack(3, other.weights().save(), other.state());
      assertThat(training.buffer().features("t0")).isNull();
      training.step(List.of("t0"));
      assertThat(training.buffer().features("t0")).isNotNull().isNotEqualTo(before);
    }
  }

  @Test
  @DisplayName("linear: refuses to go back to another backbone, whose features nobody can compute")
  void shouldRefuseAnotherBackboneWithoutPixels() throws Exception {
    try (Training training = begin(config("regime = linear"), "own");
        Training other = begin(config("seed = 5"), "other")) {
      arrive(training, 20);
      steps(training, 2);
      Map<String, Tensor> before = training.weights().save();
      Map<String, Tensor> foreign = other.weights().save();
      assertThatThrownBy(() -> training.rollBack(2, foreign, other.state()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("its backbone is not the one that made the features");
      assertThat(training.weights().save()).isEqualTo(before);
      assertThat(training.lineage()).isEqualTo(1);
      steps(training, 1);
    }
  }

  @ParameterizedTest(name = "batch-statistics = {0}")
  @ValueSource(strings = {"live", "frozen"})
  @DisplayName("fine-tune: running statistics move with the batches, or stay where they are")
  void shouldFreezeStatistics(String statistics) throws Exception {
    LearnerConfig config = config("regime = fine-tune, network.batch-statistics = " + statistics);
    try (Training training = begin(config, "statistics")) {
      arrive(training, 40);
      Map<String, Tensor> before = runningStatistics(training);
      steps(training, 2);
      assertThat(before).isNotEmpty();
      assertThat(runningStatistics(training).equals(before)).isEqualTo(statistics.equals("frozen"));
    }
  }

  private static Map<String, Tensor> runningStatistics(Training training) {
    return training.currentWeights().entrySet().stream()
        .filter(entry -> entry.getKey().contains(".running_"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  @DisplayName("an image that is deleted while it waits is not trained on")
  void shouldForgetWaitingImages() throws Exception {
    try (Training training = begin(config("regime = linear"), "linear")) {
      arrive(training, 5);
      training.delete("t2");
      assertThat(training.waiting()).isEqualTo(4);
      assertThat(training.step(true)).extracting(Prediction::getId).hasSize(4).doesNotContain("t2");
    }
  }

  @Test
  @DisplayName("pixels that were given up for features cannot be fine-tuned on, and it says so")
  void shouldSayThatPixelsAreGone() throws Exception {
    try (Training training = begin(config("regime = linear"), "same")) {
      arrive(training, 16);
      training.step(true);
    }
    try (Training training = begin(config("regime = fine-tune"), "same")) {
      assertThatThrownBy(() -> training.step(true))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("set gleaner.learner.regime back to linear");
      assertThat(training.buffer().features("t0")).isNotNull();
    }
  }

  @Test
  @DisplayName("an unknown regime is refused with those there are")
  void shouldRefuseUnknownRegime() {
    assertThatThrownBy(() -> config("regime = frozen"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("linear, fine-tune, linear-then-fine-tune");
    assertThatThrownBy(() -> config("regime = linear-then-fine-tune, switch-after = 0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("switch-after is 0");
  }
}
