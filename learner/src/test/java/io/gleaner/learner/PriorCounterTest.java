package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.v1.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Class priors")
class PriorCounterTest {
  private static final int CLASSES = 4;
  private static final int IMAGES = 100;
  private static final double KAPPA = 1.04;

  @TempDir Path directory;

  /** 40 images show class 0 alone, 40 class 1, 16 class 2, and 4 classes 2 and 3. */
  private static byte[] observed(int image) {
    byte[] observed = {2, 2, 2, 2};
    if (image < 80) {
      observed[image % 2] = 1;
    } else {
      observed[2] = 1;
      observed[3] = (byte) (image < 96 ? 2 : 1);
    }
    return observed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform", "class-aware"})
  @DisplayName("tell how often each class comes and sum to κ, however replays are drawn")
  void shouldTellHowOftenAClassComes(String sampler) {
    LearnerConfig config =
        TestConfig.with(
            "network { backbone = features, features = 2 }, regime = linear, objective.name = bce,"
                + " kappa = 1.04, replay.sampler = "
                + sampler);
    try (Training training =
        Training.begin(config, CLASSES, directory, 1, 1, new SimpleMeterRegistry())) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] observed = observed(i);
        byte[] estimates = new byte[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
          estimates[k] = (byte) (observed[k] == 1 ? 127 : -127);
        }
        training.accept("i" + i, new float[] {1, i}, Role.TRAIN, observed);
        training.buffer().putLabels("i" + i, DrawnSamples.row(observed, estimates, 1), false);
      }
      assertThat(training.priorsMoved()).isFalse();
      for (int i = 0; i < 1_000; i++) {
        training.step(true);
      }
      assertThat(training.priorsMoved()).as("from even priors to those counted").isTrue();
      training.renewPriors(2);
      assertThat(training.priorsMoved()).isFalse();
      float[] priors = training.priors();
      double[] shares = {0.4, 0.4, 0.2, 0.04};
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        assertThat((double) priors[k]).as("class %d", k).isCloseTo(shares[k], within(0.02));
        sum += priors[k];
      }
      assertThat(sum).isCloseTo(KAPPA, within(0.02));
    }
  }
}
