package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.v1.ClassPriors;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class QuestionsTest {

  private static final Priors PRIORS =
      Priors.of(
          ClassPriors.newBuilder().addAllProbabilities(List.of(0.4f, 0.1f, 0.02f, 0.3f)).build());
  private static final double[] PI = {0.4, 0.1, 0.02, 0.3};

  /** 2e(1 − e)/π, as the definition says. */
  private static double value(byte belief, int k) {
    double e = Estimates.probability(belief);
    return 2 * e * (1 - e) / PI[k];
  }

  @Property(tries = 300)
  @Label("the question is the unknown class with the largest 2e(1 − e)/π, if that is above the bar")
  void shouldChooseTheMostTelling(
      @ForAll @Size(4) byte[] beliefs, @ForAll boolean known, @ForAll short thousandths) {
    byte[] observed = {(byte) (known ? 1 : 0), 0, 0, 2};
    double bar = thousandths / 1000.0;

    @Nullable Question question = Questions.choose(beliefs, observed, PRIORS, bar);

    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < 4; k++) {
      most = observed[k] == 0 ? Math.max(most, value(beliefs[k], k)) : most;
    }
    if (question == null) {
      assertThat(most).isLessThanOrEqualTo(bar + 1e-4);
    } else {
      assertThat(question.value()).isGreaterThan(bar - 1e-4).isCloseTo(most, within(1e-3));
      assertThat(observed[question.classIndex()]).isZero();
    }
  }

  @Example
  @Label("an estimate that stands at its prior is worth 2(1 − π), within its eight bits")
  void shouldBeWorthLittleAtThePrior() {
    for (int k = 0; k < 4; k++) {
      byte[] observed = {1, 1, 1, 1};
      observed[k] = 0;

      Question question =
          Objects.requireNonNull(Questions.choose(PRIORS.codes(4), observed, PRIORS, 0));

      assertThat(question.value()).isCloseTo(2 * (1 - PI[k]), within(0.08));
    }
  }
}
