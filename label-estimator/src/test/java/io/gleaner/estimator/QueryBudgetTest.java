package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QueryBudgetTest {

  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final Question AUDIT = new Question(0, 0, 0.5, 0.1);
  private static final Question CHOSEN = Question.chosen(0, 3, 0.5);

  private final KeyValueStore<String, Long> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("budget"), Serdes.String(), Serdes.Long())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
  }

  private QueryBudget budget() {
    return new QueryBudget(store, new QueryLimits(2, 20, 0.4, 4, Duration.ofDays(1)));
  }

  @Test
  @DisplayName("an hour's audits become rarer as they are used up, and begin anew with the next")
  void shouldThinAuditsOut() {
    QueryBudget budget = budget();
    for (double left : new double[] {1, 0.75, 0.5, 0.25}) {
      assertThat(budget.at(5).auditChance()).isCloseTo(0.4 * left, within(1e-12));
      budget.spend(AUDIT, 5);
    }

    assertThat(budget.at(HOUR - 1).auditChance()).isZero();
    assertThat(budget.at(HOUR).auditChance()).isEqualTo(0.4);
  }

  @Test
  @DisplayName("audits and chosen questions do not take from one another")
  void shouldCountApart() {
    QueryBudget budget = budget();
    for (int i = 0; i < 20; i++) {
      budget.spend(CHOSEN, 5);
    }

    assertThat(budget.at(5)).isEqualTo(new QueryAllowance(Double.POSITIVE_INFINITY, 0.4, 5));
    assertThat(budget.at(HOUR).chosen()).isTrue();
  }

  @Test
  @DisplayName(
      "each question raises the price by a tenth, and an hour's budget of them brings it down again")
  void shouldPriceQuestions() {
    QueryBudget budget = budget();
    assertThat(budget.at(0).bar()).isEqualTo(2);
    for (int i = 1; i <= 20; i++) {
      budget.spend(CHOSEN, 0);
    }

    assertThat(budget.at(HOUR / 2 * 3).bar()).isEqualTo(2);
    budget.spend(CHOSEN, HOUR);
    assertThat(budget.at(HOUR).bar()).isCloseTo(2.2, within(1e-9));
    assertThat(budget.at(HOUR + HOUR / 40).bar()).isCloseTo(2.2 / Math.sqrt(1.1), within(1e-9));
  }

  @Test
  @DisplayName("a restart goes on where it was")
  void shouldSurviveRestart() {
    QueryBudget before = budget();
    before.spend(CHOSEN, HOUR + 5);
    before.spend(CHOSEN, HOUR + 7);
    before.spend(AUDIT, HOUR + 9);

    assertThat(budget().at(HOUR + 11)).isEqualTo(before.at(HOUR + 11));
    assertThat(budget().at(HOUR + 11).bar()).isGreaterThan(2);
  }

  @Test
  @DisplayName("a late record is counted to the newest hour")
  void shouldCountLateRecords() {
    QueryBudget budget = budget();
    budget.spend(CHOSEN, HOUR);
    for (int i = 1; i < 20; i++) {
      budget.spend(CHOSEN, 0);
    }

    assertThat(budget.at(HOUR).chosen()).isFalse();
  }

  @Test
  @DisplayName("none an hour is none")
  void shouldAllowNothing() {
    QueryBudget none = new QueryBudget(store, new QueryLimits(2, 0, 0.4, 0, Duration.ofDays(1)));

    assertThat(none.at(5)).isEqualTo(new QueryAllowance(Double.POSITIVE_INFINITY, 0, 5));
  }
}
