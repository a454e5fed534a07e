package io.gleaner.estimator;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * How many label queries a task may publish an hour. Hours are counted by the records' own time and
 * kept in a store, so that a restart asks the same questions.
 */
final class QueryBudget {

  private static final String HOUR = "hour";
  private static final String ISSUED = "issued";

  private final KeyValueStore<String, Long> store;
  private final int perHour;
  private long hour;
  private long issued;

  QueryBudget(KeyValueStore<String, Long> store, int perHour) {
    this.store = store;
    this.perHour = perHour;
    this.hour = orZero(store.get(HOUR));
    this.issued = orZero(store.get(ISSUED));
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  /** Whether one more may be published at this time. */
  boolean allows(long millis) {
    return issued < perHour || TimeUnit.MILLISECONDS.toHours(millis) > hour;
  }

  void spend(long millis) {
    long now = TimeUnit.MILLISECONDS.toHours(millis);
    issued = now > hour ? 1 : issued + 1;
    hour = Math.max(hour, now);
    store.put(HOUR, hour);
    store.put(ISSUED, issued);
  }
}
