package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.learner.Checkpoints.Restored;
import io.gleaner.network.CheckpointName;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
  private static final Map<String, Map<Integer, Long>> OFFSETS =
      Map.of("samples", Map.of(0, 7L, 1, 9L));
  private static final LabelSpace LABEL_SPACE = LabelSpace.of(List.of("r", "g", "b", "y"));

  @TempDir Path directory;
  private LearnerConfig config = config("");
  private final LearnerMeters meters = new LearnerMeters(new SimpleMeterRegistry());
  private Checkpoints checkpoints;

  /** What reached a learner, in the order it did: the arrivals before each step. */
  private record Journal(List<List<Sample>> samples, List<List<SoftLabels>> softLabels) {

    static Journal record(int steps, Path directory, LearnerConfig config) throws Exception {
      DrawnSamples drawn = new DrawnSamples(11);
      RowEstimator estimator = new RowEstimator(config.kappa());
      Journal journal = new Journal(new ArrayList<>(), new ArrayList<>());
      List<SoftLabels> answers = new ArrayList<>();
      try (Training training =
          Training.begin(config, 4, directory, 1, 1, new SimpleMeterRegistry())) {
        for (int step = 0; step < steps; step++) {
          List<Sample> arrived = new ArrayList<>();
          for (int i = 0; i < (step == 0 ? 40 : 3); i++) {
            Sample sample = drawn.singlePositive("s" + step + "-" + i);
            estimator.know(sample);
            arrived.add(sample);
          }
          journal.samples.add(arrived);
          journal.softLabels.add(List.copyOf(answers));
          answers.clear();
          for (Prediction p : journal.play(training, step)) {
            answers.add(estimator.answer(p));
          }
        }
      }
      return journal;
    }

    List<Prediction> play(Training training, int step) throws IOException {
      for (Sample sample : samples.get(step)) {
        training.accept(sample);
      }
      softLabels.get(step).forEach(training::accept);
      return training.step(true);
    }

    void play(Training training, int from, int to) throws IOException {
      for (int step = from; step < to; step++) {
        play(training, step);
      }
    }
  }

  @BeforeEach
  void makeCheckpoints() {
    checkpoints = new Checkpoints(directory.resolve("checkpoints"));
  }

  private static LearnerConfig config(String settings) {
    return TestConfig.with(
        "replay.max-bytes = 60 KiB, optimiser.learning-rate = 3e-3, " + settings);
  }

  private Training begin(String name) {
    return new Training(
        config, 4, directory.resolve(name), TrainingState.beginning(config, 4, 1, 1), meters);
  }

  private LearnerStart resume(String name, LabelSpace labelSpace) throws IOException {
    return LearnerStart.from(
        config,
        labelSpace,
        checkpoints,
        new ModelHistory(any -> false),
        directory.resolve(name),
        meters);
  }

  @ParameterizedTest(name = "objective {0}")
  @ValueSource(
      strings = {"{}", "{ name = adaptive-asl, parameters { step = 0.3 } }", "{ name = db-focal }"})
  @DisplayName("20 steps, a checkpoint and 20 more give the bits of 40 steps, over a restart")
  void shouldContinueBitForBit(String objective) throws Exception {
    config = config("objective = " + objective);
    Journal journal = Journal.record(40, directory.resolve("journal"), config);
    Map<String, Tensor> uninterrupted;
    TrainingState expected;
    try (Training training = begin("uninterrupted")) {
      journal.play(training, 0, 40);
      uninterrupted = training.weights().save();
      expected = training.state();
    }
    try (Training training = begin("first")) {
      journal.play(training, 0, 20);
      checkpoints.save(training, OFFSETS);
      // What happens after the checkpoint is lost, and must not leak into it.
      journal.play(training, 20, 27);
    }
    LearnerStart resumed = resume("second", LABEL_SPACE);
    try (Training training = resumed.training()) {
      assertThat(training.step()).isEqualTo(20);
      journal.play(training, 20, 40);
      assertThat(training.weights().save()).isEqualTo(uninterrupted);
      assertThat(training.state()).isEqualTo(expected);
      assertThat(training.buffer().bytes()).isLessThanOrEqualTo(60 * 1024);
    }
    assertThat(resumed.offsets()).isEqualTo(OFFSETS);
  }

  @Test
  @DisplayName("adaptive asymmetry goes on from the γ₋ of the checkpoint, another objective anew")
  void shouldGoOnFromTheObjectivesState() throws Exception {
    String adaptive = "objective = { name = adaptive-asl, parameters { step = 0.3 } }";
    config = config(adaptive);
    Journal journal = Journal.record(3, directory.resolve("journal"), config);
    double gamma;
    try (Training training = begin("buffer")) {
      journal.play(training, 0, 3);
      checkpoints.save(training, OFFSETS);
      gamma = training.state().objective().values().get(0);
    }
    assertThat(gamma).isPositive();
    try (Training training = resume("same", LABEL_SPACE).training()) {
      assertThat(training.state().objective())
          .isEqualTo(new ObjectiveState("adaptive-asl", List.of(gamma)));
    }
    config = config("objective.name = bce");
    try (Training training = resume("other", LABEL_SPACE).training()) {
      assertThat(training.state().objective()).isEqualTo(new ObjectiveState("bce", List.of()));
    }
  }

  @Test
  @DisplayName("going back takes what the objective had learnt back with the weights")
  void shouldRollTheObjectiveBack() throws Exception {
    config = config("objective = { name = adaptive-asl, parameters { step = 0.3 } }");
    Journal journal = Journal.record(8, directory.resolve("journal"), config);
    try (Training training = begin("buffer")) {
      journal.play(training, 0, 3);
      Map<String, Tensor> weights = training.weights().save();
      TrainingState state = training.state();
      journal.play(training, 3, 8);
      assertThat(training.state().objective()).isNotEqualTo(state.objective());
      training.rollBack(2, weights, state);
      assertThat(training.state().objective()).isEqualTo(state.objective());
      assertThat(training.weights().save()).isEqualTo(weights);
      assertThat(training.step()).isEqualTo(8);
    }
  }

  @Test
  @DisplayName("going back under other settings of the objective keeps what it has learnt since")
  void shouldKeepTheObjectivesStateWhereTheEarlierDoesNotFit() throws Exception {
    config =
        config("objective { name = db, parameters { class-counts = [3, 4, 2, 2], images = 9 } }");
    TrainingState fixed;
    try (Training training = begin("fixed")) {
      fixed = training.state();
    }
    config = config("objective.name = db");
    Journal journal = Journal.record(2, directory.resolve("journal"), config);
    try (Training training = begin("running")) {
      journal.play(training, 0, 2);
      ObjectiveState learnt = training.state().objective();
      training.rollBack(2, training.weights().save(), fixed);
      assertThat(training.lineage()).isEqualTo(2);
      assertThat(training.state().objective()).isEqualTo(learnt);
    }
  }

  @Test
  @DisplayName("a flipped bit, a missing file or a cut one: the checkpoint before is taken")
  void shouldPassOverDamagedCheckpoints() throws Exception {
    Journal journal = Journal.record(4, directory.resolve("journal"), config);
    try (Training training = begin("buffer")) {
      for (int step = 0; step < 4; step++) {
        journal.play(training, step);
        checkpoints.save(training, OFFSETS);
      }
    }
    flipBit(directory.resolve("checkpoints/lineage-1-step-4/optimizer.safetensors"));
    Files.delete(directory.resolve("checkpoints/lineage-1-step-3/replay/CURRENT"));
    Path cut = directory.resolve("checkpoints/lineage-1-step-2/learner-state.json");
    Files.writeString(cut, Files.readString(cut).substring(0, 40));
    assertThat(checkpoints.newest().map(Restored::name)).contains(new CheckpointName(1, 1));
  }

  private static void flipBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  @DisplayName("a directory whose writing was interrupted is no checkpoint and is cleared away")
  void shouldIgnoreInterruptedWriting() throws Exception {
    Path interrupted = directory.resolve("checkpoints/.writing-lineage-1-step-9");
    Files.createDirectories(interrupted);
    Files.writeString(interrupted.resolve("parameters.safetensors"), "half");
    assertThat(checkpoints.newest()).isEmpty();
    checkpoints.retain(3, name -> false);
    assertThat(interrupted).doesNotExist();
  }

  @Test
  @DisplayName("keeps the newest checkpoints and those that may be served")
  void shouldRetainNewestAndServed() throws Exception {
    Journal journal = Journal.record(5, directory.resolve("journal"), config);
    try (Training training = begin("buffer")) {
      for (int step = 0; step < 5; step++) {
        journal.play(training, step);
        checkpoints.save(training, OFFSETS);
      }
    }
    checkpoints.retain(2, new CheckpointName(1, 1)::equals);
    assertThat(checkpoints.names()).extracting(CheckpointName::step).containsExactly(5L, 4L, 1L);
  }

  @Test
  @DisplayName("a save that fails throws and leaves the earlier checkpoints as they were")
  void shouldKeepEarlierCheckpointsWhenSavingFails() throws Exception {
    Path inTheWay = directory.resolve("file");
    Files.writeString(inTheWay, "not a directory", StandardOpenOption.CREATE);
    try (Training training = begin("buffer")) {
      assertThatThrownBy(() -> new Checkpoints(inTheWay).save(training, OFFSETS))
          .isInstanceOf(IOException.class);
      checkpoints.save(training, OFFSETS);
      assertThat(checkpoints.newest()).isPresent();
    }
  }

  @Test
  @DisplayName("classes added since the checkpoint get fresh rows; the others stay as they were")
  void shouldGrowWithTheLabelSpace() throws Exception {
    Journal journal = Journal.record(3, directory.resolve("journal"), config);
    Tensor before;
    try (Training training = begin("buffer")) {
      journal.play(training, 0, 3);
      checkpoints.save(training, OFFSETS);
      before = head(training);
    }
    LearnerStart grown = resume("grown", LABEL_SPACE.plus(List.of("violet")));
    try (Training training = grown.training()) {
      Tensor after = head(training);
      assertThat(after.shape()[0]).isEqualTo(5);
      assertThat(after.toFloats()).startsWith(before.toFloats());
      assertThat(training.step(true).get(0).getProbabilitiesList()).hasSize(5);
    }
  }

  private static Tensor head(Training training) {
    return Objects.requireNonNull(training.weights().save().get("values.classifier.weight"));
  }
}
