package io.gleaner.evaluation.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.evaluation.ScoreBins;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The stakes on classes")
class StakesTest {
  private static final double THRESHOLD = 200_000;
  private static final int IMAGES = 10_000;

  /** A class on a share of the images, whose images get 0.95 and the others 0.002. */
  private static Past recognised(double share) {
    return scored(share, 0.95f, 0.002f);
  }

  private static Past scored(double share, float high, float low) {
    Past past = new Past();
    for (int i = 0; i < IMAGES; i++) {
      past.add(ScoreBins.of(i < share * IMAGES ? high : low));
    }
    return past;
  }

  @Test
  @DisplayName("are largest where a doubling is just at the edge of being found")
  void shouldStakeAtTheEdge() {
    Past tooRare = recognised(0.002);
    Past edge = recognised(0.025);
    Past plain = recognised(0.2);
    double[] shares = Stakes.split(List.of(tooRare, edge, plain), THRESHOLD);
    assertThat(shares[1]).isGreaterThan(0.5).isGreaterThan(10 * Math.max(shares[0], shares[2]));
    assertThat(Math.min(shares[0], shares[2])).isGreaterThanOrEqualTo(0.1 / 3);
  }

  @Test
  @DisplayName("add up to 1, and are equal where no score tells anything")
  void shouldAddUp() {
    double[] some = Stakes.split(List.of(recognised(0.01), recognised(0.05)), THRESHOLD);
    assertThat(Arrays.stream(some).sum()).isCloseTo(1, within(1e-12));
    assertThat(Stakes.split(List.of(new Past(), new Past()), THRESHOLD)).containsExactly(0.5, 0.5);
  }

  @Test
  @DisplayName("expect the evidence that a doubling of known labels gives, less by a short past")
  void shouldExpectEvidence() {
    double nats = 2_000 * (0.1 * Math.log(2) + 0.9 * Math.log(0.9 / 0.95));
    double of = Stakes.evidence(scored(0.05, 1, 0));
    assertThat(of).isCloseTo(nats * IMAGES / (IMAGES + 2_000), within(0.02 * nats));
    assertThat(Stakes.evidence(scored(0.05, 0.05f, 0.05f))).isCloseTo(0, within(1e-9));
  }
}
