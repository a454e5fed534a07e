package io.gleaner.estimator;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the label queries that a task may publish an hour. Hours are counted by the
 * records' own time and kept in a store, so that a restart asks the same questions.
 */
final class QueryBudget {

  private static final String HOUR = "hour";
  private static final String CHOSEN = "issued";
  private static final String AUDITS = "audits";

  private final KeyValueStore<String, Long> store;
  private final QueryLimits limits;
  private long hour;
  private long chosen;
  private long audits;

  QueryBudget(KeyValueStore<String, Long> store, QueryLimits limits) {
    this.store = store;
    this.limits = limits;
    this.hour = orZero(store.get(HOUR));
    this.chosen = orZero(store.get(CHOSEN));
    this.audits = orZero(store.get(AUDITS));
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  /** What may be asked at this time. */
  QueryAllowance at(long millis) {
    boolean anew = hour(millis) > hour;
    return new QueryAllowance(
        (anew ? 0 : chosen) < limits.chosenPerHour(), auditChance(anew ? 0 : audits));
  }

  /**
   * Audits grow rarer as those of the hour are used up, instead of ending all at once: so a burst
   * is audited from its beginning to its end, and each audit's chance is known.
   */
  private double auditChance(long used) {
    return used >= limits.auditsPerHour()
        ? 0
        : limits.auditShare() * (limits.auditsPerHour() - used) / limits.auditsPerHour();
  }

  /** Counts a question that was published. */
  void spend(Question question, long millis) {
    if (hour(millis) > hour) {
      hour = hour(millis);
      chosen = 0;
      audits = 0;
    }
    chosen += question.audit() ? 0 : 1;
    audits += question.audit() ? 1 : 0;
    store.put(HOUR, hour);
    store.put(CHOSEN, chosen);
    store.put(AUDITS, audits);
  }

  private static long hour(long millis) {
    return TimeUnit.MILLISECONDS.toHours(millis);
  }
}
