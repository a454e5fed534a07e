package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What every sampler keeps to, whichever images are kept")
class SamplerContractTest {

  @Nested
  @DisplayName("uniform")
  class Uniform extends Contract {
    Uniform() {
      super(false, false);
    }
  }

  @Nested
  @DisplayName("class-aware")
  class ByClass extends Contract {
    ByClass() {
      super(true, false);
    }
  }

  @Nested
  @DisplayName("uniform, over a class-balanced choice")
  class UniformOverBalanced extends Contract {
    UniformOverBalanced() {
      super(false, true);
    }
  }

  @Nested
  @DisplayName("class-aware, over a class-balanced choice")
  class ByClassOverBalanced extends Contract {
    ByClassOverBalanced() {
      super(true, true);
    }
  }

  abstract static class Contract {
    private static final int CLASSES = 5;
    private static final int IMAGES = 120;
    private static final long MAX_BYTES = 20_000;

    @TempDir Path directory;
    private final ReplayBuffer.Settings settings;
    private ReplayBuffer buffer;

    Contract(boolean classAware, boolean classBalanced) {
      this.settings =
          new ReplayBuffer.Settings(MAX_BYTES, MAX_BYTES, 1_000, classAware, classBalanced, 3);
    }

    @BeforeEach
    void fill() {
      buffer = new ReplayBuffer(directory.resolve("first"), CLASSES, settings);
      for (int i = 0; i < IMAGES; i++) {
        put("i" + i, observed(i));
        buffer.admit("i" + i);
      }
      put("fresh", observed(0));
      buffer.put("held", new byte[50], true, LabelRow.onArrival(observed(0)));
    }

    @AfterEach
    void close() {
      buffer.close();
    }

    // Class 0 on every image that has one, class 4 on few; every eleventh shows nothing.
    private static byte[] observed(int i) {
      byte[] observed = new byte[CLASSES];
      for (int k = 0; k < CLASSES && i % 11 > 0; k++) {
        observed[k] = (byte) (i % (1 << k) == 0 ? 1 : 0);
      }
      return observed;
    }

    private void put(String id, byte[] observed) {
      buffer.put(id, new byte[50], false, LabelRow.onArrival(observed));
    }

    private static List<List<String>> draws(ReplayBuffer from, int batches, int count) {
      List<List<String>> draws = new ArrayList<>();
      for (int step = 0; step < batches; step++) {
        draws.add(from.draw(count, new SplittableRandom(step)));
      }
      return draws;
    }

    private Set<String> held() {
      Set<String> held = new HashSet<>();
      for (int slot = 0; slot < buffer.size(); slot++) {
        held.add(buffer.id(slot));
      }
      return held;
    }

    @Test
    @DisplayName("draws as many as it is asked for, none twice, up to all there are")
    void shouldDrawDistinctImages() {
      for (int count : List.of(0, 1, 16, buffer.size() - 1, buffer.size())) {
        assertThat(buffer.draw(count, new SplittableRandom(count)))
            .hasSize(count)
            .doesNotHaveDuplicates();
      }
    }

    @Test
    @DisplayName("draws every image sometimes, but none that is fresh or held out")
    void shouldDrawEveryImageAndNoOther() {
      Set<String> drawn = new HashSet<>();
      draws(buffer, 2_000, 8).forEach(drawn::addAll);
      assertThat(drawn).isEqualTo(held()).doesNotContain("fresh", "held");
    }

    @Test
    @DisplayName("draws the same for the same seed, another batch for another")
    void shouldDependOnTheSeedAlone() {
      assertThat(draws(buffer, 5, 8)).isEqualTo(draws(buffer, 5, 8)).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("goes on after a restart as it would have without, while images come and go")
    void shouldGoOnAfterARestart() {
      churn(buffer, 0);
      buffer.checkpoint(directory.resolve("second"));
      try (ReplayBuffer resumed =
          new ReplayBuffer(directory.resolve("second"), CLASSES, settings)) {
        for (int round = 1; round < 4; round++) {
          churn(buffer, round);
          churn(resumed, round);
          assertThat(draws(resumed, 20, 8)).isEqualTo(draws(buffer, 20, 8));
        }
      }
    }

    private static void churn(ReplayBuffer buffer, int round) {
      for (int i = 0; i < 30; i++) {
        String id = "r" + round + "-" + i;
        buffer.put(id, new byte[40 + i], false, LabelRow.onArrival(observed(i + round)));
        buffer.admit(id);
        buffer.delete("i" + (round * 30 + 2 * i));
        byte[] turned = observed(i + 1 + round);
        buffer.putLabels("i" + (round * 7 + 3 * i), DrawnSamples.row(turned, 1 + round), false);
      }
    }

    @Test
    @DisplayName("never draws an image that was deleted")
    void shouldForgetDeletedImages() {
      Set<String> half = new HashSet<>();
      held().stream().limit(buffer.size() / 2).forEach(half::add);
      half.forEach(buffer::delete);
      assertThat(buffer.draw(buffer.size(), new SplittableRandom(1)))
          .doesNotContainAnyElementsOf(half);
      assertThat(draws(buffer, 300, 4))
          .allSatisfy(d -> assertThat(d).doesNotContainAnyElementsOf(half));
    }

    @Test
    @DisplayName("stays within its bytes")
    void shouldStayWithinItsBytes() {
      for (int round = 0; round < 5; round++) {
        churn(buffer, round);
        assertThat(buffer.bytes()).isLessThanOrEqualTo(MAX_BYTES);
      }
    }
  }
}
