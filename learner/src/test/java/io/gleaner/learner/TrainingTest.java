package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.gleaner.network.InvalidImageException;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final int IMAGES = 240;
  private static final int HOLDOUT = 60;

  @TempDir Path directory;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Training training(String settings) {
    return Training.begin(
        TestConfig.with(settings), DrawnSamples.CLASSES, directory, 1, 1, registry);
  }

  private static HoldoutQuality quality(Training training) {
    try (HoldoutEvaluation evaluation = new HoldoutEvaluation(training)) {
      return evaluation.evaluate(training.averagedWeights());
    }
  }

  @Test
  @DisplayName("learns to rank classes it was never told are absent, from one positive an image")
  void shouldLearnFromSinglePositives() throws Exception {
    DrawnSamples drawn = new DrawnSamples(7);
    RowEstimator estimator = new RowEstimator(1.6);
    try (Training training = training("optimiser.learning-rate = 3e-3")) {
      for (int i = 0; i < HOLDOUT; i++) {
        training.accept(drawn.complete("h" + i, Role.HOLDOUT));
      }
      double before = quality(training).map();
      for (int i = 0; i < IMAGES; i++) {
        Sample sample = drawn.singlePositive("t" + i);
        estimator.know(sample);
        training.accept(sample);
      }
      for (int i = 0; i < 250; i++) {
        training.step(true).forEach(p -> training.accept(estimator.answer(p)));
      }
      HoldoutQuality after = quality(training);
      assertThat(before).isLessThan(0.75);
      assertThat(after.map()).isGreaterThan(0.9).isGreaterThan(before + 0.15);
      assertThat(after.images()).isEqualTo(HOLDOUT);
    }
  }

  @Test
  @DisplayName("learns with plain cross-entropy where every label is given")
  void shouldLearnFromCompleteLabels() throws Exception {
    DrawnSamples drawn = new DrawnSamples(8);
    try (Training training = training("objective.name = bce, optimiser.learning-rate = 3e-3")) {
      for (int i = 0; i < IMAGES; i++) {
        training.accept(drawn.complete("t" + i, Role.TRAIN));
        training.accept(drawn.complete("h" + i, Role.HOLDOUT));
      }
      for (int i = 0; i < 150; i++) {
        training.step(true);
      }
      assertThat(quality(training).map()).isGreaterThan(0.95);
    }
  }

  @Test
  @DisplayName("predicts once for each image of the batch, naming step, lineage and priors")
  void shouldPredictForEachImageOfTheBatch() throws Exception {
    DrawnSamples drawn = new DrawnSamples(1);
    try (Training training = training("")) {
      for (int i = 0; i < 40; i++) {
        training.accept(drawn.singlePositive("t" + i));
      }
      List<Prediction> predictions = training.step(true);
      assertThat(predictions).hasSize(16);
      assertThat(predictions).extracting(Prediction::getId).doesNotHaveDuplicates();
      assertThat(predictions)
          .allSatisfy(
              p -> {
                assertThat(p.getStep()).isEqualTo(1);
                assertThat(p.getLineage()).isEqualTo(1);
                assertThat(p.getPriorVersion()).isEqualTo(1);
                assertThat(p.getPurpose()).isEqualTo(Prediction.Purpose.TRAIN);
                assertThat(p.getProbabilitiesList()).hasSize(4).allMatch(v -> v > 0 && v < 1);
              });
      // Every row has one label at 0.995 and three at the prior 0.4.
      double expected = (0.995 + 3 * 0.4 - 1.6) / 4;
      assertThat(predictions.get(0).getEprGradient()).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  @DisplayName("trains on every image that arrived, each before it is replayed, holdout never")
  void shouldTrainOnEveryFreshImageAndNoHoldout() throws Exception {
    DrawnSamples drawn = new DrawnSamples(2);
    Set<String> trained = new HashSet<>();
    try (Training training = training("replay.ratio = 3")) {
      for (int i = 0; i < 60; i++) {
        training.accept(drawn.singlePositive("t" + i));
        training.accept(drawn.complete("h" + i, Role.HOLDOUT));
      }
      for (int i = 0; i < 14; i++) {
        training.step(true).forEach(p -> trained.add(p.getId()));
      }
      assertThat(training.waiting()).isZero();
    }
    assertThat(trained).hasSize(60).allMatch(id -> id.startsWith("t"));
  }

  @Test
  @DisplayName("never trains again on an image that was deleted")
  void shouldForgetDeletedImages() throws Exception {
    DrawnSamples drawn = new DrawnSamples(3);
    try (Training training = training("")) {
      for (int i = 0; i < 20; i++) {
        training.accept(drawn.singlePositive("t" + i));
      }
      training.step(true);
      training.accept(Sample.newBuilder().setId("t0").setDeleted(true).build());
      training.accept(Sample.newBuilder().setId("t19").setDeleted(true).build());
      for (int i = 0; i < 10; i++) {
        assertThat(training.step(true)).extracting(Prediction::getId).doesNotContain("t0", "t19");
      }
      assertThat(training.size()).isEqualTo(18);
    }
  }

  @Test
  @DisplayName("refuses an image that ends early and goes on as if it had not come")
  void shouldRefuseTruncatedImage() throws Exception {
    Sample whole = new DrawnSamples(4).singlePositive("cut");
    ByteString half = whole.getJpeg().substring(0, whole.getJpeg().size() / 2);
    try (Training training = training("")) {
      assertThatThrownBy(() -> training.accept(whole.toBuilder().setJpeg(half).build()))
          .isInstanceOf(InvalidImageException.class);
      assertThat(training.size()).isZero();
      assertThat(training.step(true)).isEmpty();
    }
  }

  @Test
  @DisplayName("skips a step whose numbers are not finite, counts it and keeps its weights")
  void shouldSkipStepsThatAreNotFinite() throws Exception {
    DrawnSamples drawn = new DrawnSamples(5);
    try (Training training = training("optimiser.learning-rate = 1e30, optimiser.clip-norm = 0")) {
      for (int i = 0; i < 40; i++) {
        training.accept(drawn.singlePositive("t" + i));
      }
      while (registry.counter("gleaner.learner.steps.skipped").count() == 0) {
        assertThat(training.step()).isLessThan(50);
        training.step(true);
      }
      Map<String, Tensor> before = training.weights().save();
      assertThat(training.step(true)).isEmpty();
      Map<String, Tensor> after = training.weights().save();
      String head = "values.classifier.weight";
      assertThat(after.keySet()).contains(head);
      assertThat(after.get(head)).isEqualTo(before.get(head));
    }
  }
}
