package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.network.Tensor;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureTrainingTest {
  private static final int FEATURES = 12;
  private static final int CLASSES = 3;
  private static final int IMAGES = 60;

  @TempDir Path directory;

  private Training training(String settings) {
    LearnerConfig config =
        TestConfig.with(
            "network { backbone = features, features = 12 }, regime = linear, objective.name = bce,"
                + " optimiser.learning-rate = 0.05, "
                + settings);
    return Training.begin(config, CLASSES, directory, 1, 1, new SimpleMeterRegistry());
  }

  /** Class k is there where feature k is positive. */
  private static float[] features(SplittableRandom random) {
    float[] features = new float[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      features[i] = (float) random.nextDouble(-1, 1);
    }
    return features;
  }

  private static byte[] truth(float[] features) {
    byte[] truth = new byte[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      truth[k] = (byte) (features[k] > 0 ? 1 : 2);
    }
    return truth;
  }

  private static List<String> arrive(Training training) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < IMAGES; i++) {
      float[] features = features(random);
      training.accept("f" + i, features, Role.TRAIN, truth(features));
    }
    return IntStream.range(0, IMAGES).mapToObj(i -> "f" + i).toList();
  }

  private static void epochs(Training training, List<String> ids, int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int from = 0; from < ids.size(); from += 16) {
        training.step(ids.subList(from, Math.min(from + 16, ids.size())));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "hidden"})
  @DisplayName("learns from features alone, in epochs, with either head")
  void shouldLearnFromFeatures(String head) {
    try (Training training = training("network { head = " + head + ", hidden.width = 16 }")) {
      epochs(training, arrive(training), 60);
      SplittableRandom random = new SplittableRandom(2);
      int right = 0;
      for (int i = 0; i < 100; i++) {
        float[] unseen = features(random);
        float[] scores = training.score(training.averagedWeights(), unseen);
        byte[] truth = truth(unseen);
        for (int k = 0; k < CLASSES; k++) {
          right += (scores[k] > 0.5) == (truth[k] == 1) ? 1 : 0;
        }
      }
      assertThat(right).isGreaterThan(270);
    }
  }

  @Test
  @DisplayName("trains on exactly the named images, in their order")
  void shouldTrainOnNamedImages() {
    try (Training training = training("")) {
      arrive(training);
      List<String> wanted = List.of("f9", "f3", "f40");
      assertThat(training.step(wanted)).extracting(Prediction::getId).isEqualTo(wanted);
      assertThat(training.waiting()).isEqualTo(IMAGES - 3);
      assertThat(training.size()).isEqualTo(IMAGES);
      assertThat(training.step(wanted)).extracting(Prediction::getStep).containsOnly(2L);
    }
  }

  @Test
  @DisplayName("refuses to train on images that are unknown, held out, doubled or too many")
  void shouldRefuseImagesItMustNotTrainOn() {
    try (Training training = training("")) {
      List<String> ids = arrive(training);
      training.accept("held", new float[FEATURES], Role.HOLDOUT, new byte[0]);
      for (List<String> wrong :
          List.of(List.of("nobody"), List.of("held"), List.of("f1", "f1"), ids)) {
        assertThatThrownBy(() -> training.step(wrong)).isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(training.step()).isZero();
    }
  }

  @Test
  @DisplayName("refuses features and labels that do not fit, and goes on as if they had not come")
  void shouldRefuseWhatDoesNotFit() {
    try (Training training = training("")) {
      float[] infinite = new float[FEATURES];
      infinite[7] = Float.POSITIVE_INFINITY;
      assertThatThrownBy(() -> training.accept("x", infinite, Role.TRAIN, new byte[0]))
          .hasMessageContaining("feature 7 is Infinity");
      assertThatThrownBy(() -> training.accept("x", new float[2], Role.TRAIN, new byte[0]))
          .hasMessageContaining("has 2 features");
      assertThatThrownBy(() -> training.accept("x", new float[FEATURES], Role.TRAIN, new byte[4]))
          .hasMessageContaining("4 labels");
      assertThatThrownBy(
              () -> training.accept("x", new float[FEATURES], Role.TRAIN, new byte[] {3}))
          .hasMessageContaining("not 3");
      assertThat(training.size()).isZero();
    }
  }

  @Test
  @DisplayName("scores as the predictions of a step do, and many images as one at a time")
  void shouldScoreManyAsOne() {
    try (Training training = training("")) {
      epochs(training, arrive(training), 2);
      SplittableRandom random = new SplittableRandom(3);
      float[] all = new float[1_100 * FEATURES];
      for (int i = 0; i < 1_100; i++) {
        System.arraycopy(features(random), 0, all, i * FEATURES, FEATURES);
      }
      Map<String, Tensor> weights = training.currentWeights();
      float[] scores = training.score(weights, all);
      float[] last = Arrays.copyOfRange(all, 1_099 * FEATURES, all.length);
      assertThat(scores).hasSize(1_100 * CLASSES);
      assertThat(Arrays.copyOfRange(scores, 1_099 * CLASSES, scores.length))
          .containsExactly(training.score(weights, last), within(1e-6f));
      assertThat(training.score(training.averagedWeights(), last))
          .isNotEqualTo(training.score(weights, last));
      float[] half = new float[FEATURES];
      Arrays.fill(half, 0.5f);
      training.accept("half", half, Role.TRAIN, new byte[0]);
      float[] before = training.score(weights, half);
      Prediction predicted = training.step(List.of("half")).get(0);
      for (int k = 0; k < CLASSES; k++) {
        assertThat(predicted.getProbabilities(k)).isCloseTo(before[k], within(1e-6f));
      }
    }
  }

  @Test
  @DisplayName("an image's new features replace its old ones, and its deletion forgets them")
  void shouldReplaceAndForgetFeatures() {
    try (Training training = training("")) {
      float[] first = new float[FEATURES];
      training.accept("x", first, Role.TRAIN, new byte[0]);
      training.step(List.of("x"));
      float[] second = new float[FEATURES];
      second[0] = 2;
      training.accept("x", second, Role.TRAIN, new byte[0]);
      float[] expected = training.score(training.currentWeights(), second);
      assertThat(training.step(List.of("x")).get(0).getProbabilities(0))
          .isCloseTo(expected[0], within(1e-6f));
      assertThat(training.size()).isEqualTo(1);
      training.delete("x");
      assertThat(training.size()).isZero();
      assertThat(training.buffer().features("x")).isNull();
      assertThatThrownBy(() -> training.step(List.of("x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("how much of the features is in memory changes no bit")
  void shouldNotDependOnTheCaches() {
    List<Map<String, Tensor>> results = new ArrayList<>();
    for (String caches : List.of("", "replay { feature-cache = 500 B, label-cache = 500 B }")) {
      Path own = directory.resolve("run" + results.size());
      LearnerConfig config =
          TestConfig.with(
              "network { backbone = features, features = 12 }, regime = linear, " + caches);
      try (Training training =
          Training.begin(config, CLASSES, own, 1, 1, new SimpleMeterRegistry())) {
        epochs(training, arrive(training), 3);
        results.add(training.currentWeights());
      }
    }
    assertThat(results.get(1)).isEqualTo(results.get(0));
  }

  @Test
  @DisplayName("says what to set when there is no backbone to train")
  void shouldRefuseToFineTuneWithoutBackbone() {
    assertThatThrownBy(() -> TestConfig.with("network.backbone = features"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("set gleaner.learner.regime = linear");
  }
}
