package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Holdout images of a frozen backbone")
class HoldoutResumeTest extends LoopFixture {
  private static final int STEPS = 5;

  @ParameterizedTest(name = "regime {0}")
  @ValueSource(strings = {"linear", "linear-then-fine-tune"})
  @DisplayName("are the same, to the bit, after a checkpoint and after a start from it")
  void shouldResumeWithTheSameHoldout(String regime) throws Exception {
    // As many bytes as half of the images have: which of them go depends on how many bytes each
    // has.
    LearnerConfig config = TestConfig.with("holdout.max-bytes = 20 KiB, regime = " + regime);
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    List<Sample> before = holdout("before", 30);
    List<Sample> after = holdout("after", 30);
    List<String> uninterrupted;
    LearnerMeters meters = new LearnerMeters(registry);
    try (Training training =
            new Training(
                config,
                4,
                directory.resolve("live"),
                TrainingState.beginning(config, 4, 1, 1),
                meters);
        CheckpointCycle cycle =
            new CheckpointCycle(
                config,
                LABEL_SPACE,
                training,
                checkpoints,
                models,
                outbox,
                TOPICS.samples(),
                CLOCK)) {
      accept(training, before);
      for (int i = 0; i < STEPS; i++) {
        training.accept(drawn.complete("t" + i, Role.TRAIN));
        training.step(true);
      }
      assertThat(cycle.run(Map.of())).isTrue();
      uninterrupted = taken(training, after);
    }
    LearnerStart resumed =
        LearnerStart.from(
            config, LABEL_SPACE, checkpoints, new ModelHistory(any -> false), replay(), meters);
    try (Training training = resumed.training()) {
      assertThat(training.step()).isEqualTo(STEPS);
      assertThat(taken(training, after)).isEqualTo(uninterrupted);
    }
    assertThat(uninterrupted).hasSizeBetween(10, 50);
  }

  private List<Sample> holdout(String name, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(drawn.complete(name + i, Role.HOLDOUT));
    }
    return samples;
  }

  private static void accept(Training training, List<Sample> samples) throws Exception {
    for (Sample sample : samples) {
      training.accept(sample);
    }
  }

  /** Takes more images in, and says which there are then, with their features. */
  private static List<String> taken(Training training, List<Sample> samples) throws Exception {
    accept(training, samples);
    ReplayBuffer buffer = training.buffer();
    List<String> held = new ArrayList<>();
    for (String id : buffer.holdoutIds()) {
      byte[] features = buffer.features(id);
      held.add(id + (features == null ? "" : HexFormat.of().formatHex(features)));
    }
    return held;
  }
}
