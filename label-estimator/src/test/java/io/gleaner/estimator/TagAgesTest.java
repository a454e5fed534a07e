package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.estimator.QualityEvent.ScoredAt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Ages of tags")
class TagAgesTest {

  private final TagAges ages = new TagAges();

  private static ScoredAt at(long step, long minute) {
    return new ScoredAt(new ModelStep(1, step), TimeUnit.MINUTES.toMillis(minute));
  }

  private double minutes(double share, long nowMinute) {
    return ages.staleness(Set.of(), TimeUnit.MINUTES.toMillis(nowMinute)).minutes().quantile(share);
  }

  @Test
  @DisplayName("count the models that scored since, and the minutes")
  void shouldAge() {
    ages.move(null, at(1, 0));
    ages.move(null, at(1, 0));
    ages.move(at(1, 0), at(2, 30));
    ages.move(null, at(3, 40));

    assertThat(ages.staleness(Set.of(), 0).versions().quantile(1)).isCloseTo(2, within(0.03));
    assertThat(ages.staleness(Set.of(), 0).versions().quantile(0)).isZero();
    assertThat(minutes(1, 60)).isCloseTo(60, within(0.7));
    assertThat(minutes(0, 60)).isCloseTo(20, within(0.3));
  }

  @Test
  @DisplayName("count models that could have scored and did not, each once")
  void shouldCountModelsThatServingDidNotLoad() {
    ages.move(null, at(2, 0));
    ages.move(null, at(4, 0));
    Set<ModelStep> served =
        Set.of(at(1, 0).model(), at(3, 0).model(), at(4, 0).model(), at(5, 0).model());

    assertThat(ages.staleness(served, 0).versions().quantile(1)).isCloseTo(3, within(0.03));
    assertThat(ages.staleness(served, 0).versions().quantile(0)).isCloseTo(1, within(0.01));
    assertThat(ages.staleness(served, 0).versions().size()).isEqualTo(2);
  }

  @Test
  @DisplayName("forget images that are deleted, and not the versions between")
  void shouldForget() {
    ages.move(null, at(1, 0));
    ages.move(null, at(2, 0));
    ages.move(at(2, 0), null);
    ages.move(null, at(3, 0));

    assertThat(ages.staleness(Set.of(), 0).versions().size()).isEqualTo(2);
    assertThat(ages.staleness(Set.of(), 0).versions().quantile(1)).isCloseTo(2, within(0.03));
  }

  @Test
  @DisplayName("stay exact to the hour when minutes are a day old, and take nothing twice")
  void shouldCoarsen() {
    for (int minute = 0; minute < 3_000; minute++) {
      ages.move(null, at(1, minute));
    }
    ages.coarsen(TimeUnit.MINUTES.toMillis(3_000));
    for (int minute = 0; minute < 3_000; minute += 2) {
      ages.move(at(1, minute), at(2, 3_000));
    }
    assertThat(ages.staleness(Set.of(), 0).minutes().size()).isEqualTo(3_000);
    assertThat(minutes(0.75, 3_000)).isCloseTo(1_500, within(80.0));
  }

  @Test
  @DisplayName("hold a bounded number of models")
  void shouldBoundModels() {
    for (int step = 1; step <= 1_000; step++) {
      ages.move(null, at(step, 0));
    }
    ages.coarsen(0);
    ages.move(at(3, 0), at(1_000, 0));

    assertThat(ages.staleness(Set.of(), 0).versions().size()).isEqualTo(1_000);
    assertThat(ages.staleness(Set.of(), 0).versions().quantile(1))
        .isCloseTo(TagAges.MOST_MODELS - 1, within(3.0));
  }
}
