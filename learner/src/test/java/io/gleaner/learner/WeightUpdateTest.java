package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WeightUpdateTest {
  private static final String DECAYED = "optimiser { name = adam, weight-decay = 0.1 }, ";

  /** Three updates of a whole network, with gradients in its head. */
  private static Map<String, Tensor> updated(int threads) {
    LearnerConfig config = TestConfig.with(DECAYED + "threads = " + threads);
    NetworkSpec spec = new NetworkSpec(config.network().backbone(), config.network().head(), 4);
    try (Network network = Network.create(spec, "cpu", 7)) {
      WeightUpdate update = new WeightUpdate(network, config);
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 3; i++) {
        float[] gradient = update.ofHead(".weight").gradient();
        for (int j = 0; j < gradient.length; j++) {
          gradient[j] = (float) random.nextGaussian();
        }
        update.apply(false);
      }
      return update.save();
    }
  }

  @Test
  @DisplayName("gives the same bits with one thread and with several")
  void shouldNotDependOnThreads() {
    Map<String, Tensor> alone = updated(1);
    assertThat(alone).hasSizeGreaterThan(40).isEqualTo(updated(2));
  }
}
