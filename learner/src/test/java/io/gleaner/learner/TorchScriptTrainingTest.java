package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.network.Tensor;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Training on a TorchScript backbone")
class TorchScriptTrainingTest {
  private static final int HOLDOUT = 20;
  private static final LabelSpace LABELS = LabelSpace.of(List.of("r", "g", "b", "y"));

  @TempDir Path directory;

  private static LearnerConfig config(String file, String settings) {
    String path =
        Path.of("..", "network", "src", "test", "resources", "torchscript", file).toString();
    return TestConfig.with(
        """
        network { backbone = torchscript, torchscript { enabled = true, file = "%s" } }
        objective.name = bce, optimiser.learning-rate = 1e-1
        """
                .formatted(path)
            + settings);
  }

  private Training begin(LearnerConfig config, String name) {
    return Training.begin(
        config, DrawnSamples.CLASSES, directory.resolve(name), 1, 1, new SimpleMeterRegistry());
  }

  private static void arrive(Training training) throws Exception {
    DrawnSamples drawn = new DrawnSamples(7);
    for (int i = 0; i < HOLDOUT; i++) {
      training.accept(drawn.complete("h" + i, Role.HOLDOUT));
    }
    for (int i = 0; i < 80; i++) {
      training.accept(drawn.complete("t" + i, Role.TRAIN));
    }
  }

  private static void steps(Training training, int steps) {
    for (int i = 0; i < steps; i++) {
      assertThat(training.step(true)).isNotEmpty();
    }
  }

  @Test
  @DisplayName("trains a head, which is all that checkpoints hold of it")
  void shouldTrainTheHead() throws Exception {
    try (Training training = begin(config("tiny.pt", "regime = linear"), "linear");
        HoldoutEvaluation evaluation = new HoldoutEvaluation(training)) {
      arrive(training);
      double untrained = evaluation.evaluate(training.averagedWeights()).map();
      steps(training, 200);
      HoldoutQuality after = evaluation.evaluate(training.averagedWeights());
      assertThat(after.images()).isEqualTo(HOLDOUT);
      assertThat(after.map()).isGreaterThan(0.9).isGreaterThan(untrained);
      assertThat(training.averagedWeights())
          .containsOnlyKeys("classifier.weight", "classifier.bias");
    }
  }

  @Test
  @DisplayName("goes on from a checkpoint with the same bits, but not with another file")
  void shouldResume() throws Exception {
    LearnerConfig config = config("tiny.pt", "regime = linear");
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    Map<String, Tensor> uninterrupted;
    try (Training training = begin(config, "uninterrupted")) {
      arrive(training);
      steps(training, 6);
      checkpoints.save(training, Map.of());
      steps(training, 6);
      uninterrupted = training.weights().save();
    }
    try (Training training = start(config, checkpoints).training()) {
      steps(training, 6);
      assertThat(training.weights().save()).isEqualTo(uninterrupted);
    }
    assertThatThrownBy(() -> start(config("flat.pt", "regime = linear"), checkpoints))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("set gleaner.learner.network back");
  }

  private LearnerStart start(LearnerConfig config, Checkpoints checkpoints) throws Exception {
    return LearnerStart.from(
        config,
        LABELS,
        checkpoints,
        new ModelHistory(any -> false),
        directory.resolve("resumed"),
        new LearnerMeters(new SimpleMeterRegistry()));
  }

  @Test
  @DisplayName("is refused unless it is enabled, and without a file")
  void shouldBeOffByDefault() {
    assertThatThrownBy(() -> TestConfig.with("network.backbone = torchscript"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gleaner.learner.network.torchscript.enabled is false");
    assertThatThrownBy(() -> TestConfig.with("network.torchscript.enabled = true"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gleaner.learner.network.torchscript.file is empty");
  }

  @Test
  @DisplayName("cannot fine-tune it, and says which regime can be")
  void shouldRefuseFineTuning() {
    for (String regime : List.of("fine-tune", "linear-then-fine-tune")) {
      assertThatThrownBy(() -> config("tiny.pt", "regime = " + regime))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "gleaner.learner.network.backbone is torchscript, which cannot be fine-tuned: set"
                  + " gleaner.learner.regime = linear");
    }
  }
}
