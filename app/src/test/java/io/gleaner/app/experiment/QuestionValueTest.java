package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.CoOccurrence;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuestionValueTest {

  private static final float[] PRIORS = {0.25f, 0.5f, 0.5f};

  @Test
  @DisplayName("bits are the entropy of the estimate times that of presence, in nats squared")
  void shouldCountBits() {
    double[] values = QuestionValue.bits(PRIORS).of(new double[] {0.5, 0.5, 0.1}, new byte[3]);

    assertThat(values[0]).isCloseTo(Math.log(2) * Math.log(4), within(1e-9));
    assertThat(values[1]).isCloseTo(Math.log(2) * Math.log(2), within(1e-9));
  }

  @Test
  @DisplayName("what comes along with an unknown class makes a question about it worth more")
  void shouldCountWhatIsSettled() {
    CoOccurrence together = new CoOccurrence(3, 1);
    together.observe(new double[] {1, 1, 0});
    together.observe(new double[] {0, 0, 1});
    SettlingValue settling = new SettlingValue(PRIORS, together);
    double[] estimates = {0.5, 0.5, 0.5};

    double[] unknown = settling.of(estimates, new byte[3]);
    double[] known = settling.of(estimates, new byte[] {0, 1, 2});

    assertThat(known[0]).isCloseTo(0.5 / 0.25, within(1e-9));
    // both others go from one half to certainty
    assertThat(unknown[0]).isCloseTo(0.5 / 0.25 * (1 + 2 * 0.5 * 0.5), within(1e-9));
  }
}
