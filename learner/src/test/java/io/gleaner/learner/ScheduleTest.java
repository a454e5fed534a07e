package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Schedule of(String name, long steps, long warmUp, Long... milestones) {
    return Schedule.of(new ScheduleConfig(name, steps, warmUp, List.of(milestones), 0.1));
  }

  @Test
  @DisplayName("constant rises linearly, then stays")
  void shouldWarmUpAndStay() {
    Schedule schedule = of("constant", 0, 10);
    assertThat(schedule.factor(1)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.factor(10)).isEqualTo(1);
    assertThat(schedule.factor(1_000_000)).isEqualTo(1);
  }

  @Test
  @DisplayName("cosine is at one half in the middle and at 0 from its end on")
  void shouldFallAlongACosine() {
    Schedule schedule = of("cosine", 110, 10);
    assertThat(schedule.factor(5)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.factor(60)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.factor(110)).isCloseTo(0, within(1e-12));
    assertThat(schedule.factor(5_000)).isCloseTo(0, within(1e-12));
  }

  @Test
  @DisplayName("1-cycle begins at 1/25, peaks after 30 %, ends at 1/250,000")
  void shouldRiseAndFall() {
    Schedule schedule = of("one-cycle", 100, 0);
    assertThat(schedule.factor(0)).isCloseTo(0.04, within(1e-12));
    assertThat(schedule.factor(30)).isCloseTo(1, within(1e-12));
    assertThat(schedule.factor(100)).isCloseTo(4e-6, within(1e-12));
    assertThat(schedule.factor(101)).isCloseTo(4e-6, within(1e-12));
  }

  @Test
  @DisplayName("steps falls by the factor after each milestone")
  void shouldFallAtMilestones() {
    Schedule schedule = of("steps", 0, 10, 20L, 30L);
    assertThat(schedule.factor(5)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.factor(20)).isEqualTo(1);
    assertThat(schedule.factor(21)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.factor(31)).isCloseTo(0.01, within(1e-12));
    assertThat(schedule.factor(1_000_000)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  @DisplayName("milestones that are missing or out of order are refused")
  void shouldRefuseMilestonesOutOfOrder() {
    assertThatThrownBy(() -> of("steps", 0, 0)).hasMessageContaining("at least one");
    assertThatThrownBy(() -> of("steps", 0, 0, 30L, 20L)).hasMessageContaining("[30, 20]");
  }

  @Test
  @DisplayName("the configuration gives every setting")
  void shouldReadTheConfiguration() {
    LearnerConfig config =
        TestConfig.with("schedule { name = steps, milestones = [3], factor = 0.5, warm-up = 0 }");
    Schedule schedule = Schedule.of(config.schedule());
    assertThat(schedule).isEqualTo(new Schedule.Steps(List.of(3L), 0.5, 0));
  }

  @Test
  @DisplayName("an unknown name is refused with the ones there are")
  void shouldRefuseUnknownName() {
    assertThatThrownBy(() -> of("linear", 1, 1))
        .hasMessageContaining("linear")
        .hasMessageContaining("one-cycle");
  }
}
