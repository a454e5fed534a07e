package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.network.Tensor;
import io.gleaner.protocol.v1.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The pass over the images")
class EpochTest {
  private static final int IMAGES = 10;

  @TempDir Path directory;

  /** Rejects nothing in the first pass and, with Δ = 1, every unknown label from the second on. */
  private Training training() {
    LearnerConfig config =
        TestConfig.with(
            "network { backbone = features, features = 2 }, regime = linear, batch-size = 4,"
                + " objective { name = large-loss-rejection, parameters { delta = 1 } },"
                + " optimiser { name = sgd, beta1 = 0 }, averaging = 0");
    return Training.begin(config, 1, directory, 1, 1, new SimpleMeterRegistry());
  }

  private static void arrive(Training training, int image) {
    training.accept("i" + image, new float[] {1, image}, Role.TRAIN, new byte[1]);
  }

  @Test
  @DisplayName("ends when every image was trained on, and the objective is told")
  void shouldCountPasses() {
    try (Training training = training()) {
      IntStream.range(0, IMAGES).forEach(image -> arrive(training, image));
      for (List<String> batch :
          List.of(
              List.of("i0", "i1", "i2", "i3"),
              List.of("i4", "i5", "i6", "i7"),
              List.of("i8", "i9"))) {
        assertThat(moves(training, batch)).as("step of the first pass").isTrue();
      }
      assertThat(moves(training, List.of("i3", "i0"))).as("step of the second pass").isFalse();
      assertThat(training.state().trained()).isEqualTo(IMAGES + 2);
    }
  }

  @Test
  @DisplayName("is longer when more images have come")
  void shouldFollowArrivals() {
    try (Training training = training()) {
      arrive(training, 0);
      assertThat(moves(training, List.of("i0"))).isTrue();
      assertThat(moves(training, List.of("i0"))).isFalse();
      IntStream.range(1, IMAGES).forEach(image -> arrive(training, image));
      assertThat(moves(training, List.of("i0"))).isTrue();
    }
  }

  private static boolean moves(Training training, List<String> batch) {
    Map<String, Tensor> before = training.currentWeights();
    training.step(batch);
    return !training.currentWeights().equals(before);
  }
}
