package io.gleaner.estimator;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the label queries that a task may publish an hour, and what a chosen one must be
 * worth. Time is the records' own and everything is kept in a store, so that a restart asks the
 * same questions.
 *
 * <p>Questions have a price: each one that is asked raises it by a tenth, and it falls so fast that
 * an hour's budget brings it back to where it was. So the budget goes to the best of the questions
 * that come by, not to the first of the hour, and nothing has to wait until the hour is over.
 */
final class QueryBudget {

  private static final double RISE = 1.1;
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private static final String HOUR = "hour";
  private static final String CHOSEN = "issued";
  private static final String AUDITS = "audits";
  private static final String PRICE = "price";
  private static final String PRICED_AT = "priced-at";

  private final KeyValueStore<String, Long> store;
  private final QueryLimits limits;
  private long hour;
  private long chosen;
  private long audits;
  private double price;
  private long pricedAt;

  QueryBudget(KeyValueStore<String, Long> store, QueryLimits limits) {
    this.store = store;
    this.limits = limits;
    this.hour = orZero(store.get(HOUR));
    this.chosen = orZero(store.get(CHOSEN));
    this.audits = orZero(store.get(AUDITS));
    this.price = Double.longBitsToDouble(orZero(store.get(PRICE)));
    this.pricedAt = orZero(store.get(PRICED_AT));
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  /** What may be asked at this time. */
  QueryAllowance at(long millis) {
    boolean anew = hour(millis) > hour;
    boolean left = (anew ? 0 : chosen) < limits.chosenPerHour();
    return new QueryAllowance(
        left ? price(millis) : Double.POSITIVE_INFINITY, auditChance(anew ? 0 : audits), millis);
  }

  private double price(long millis) {
    double hours = (double) Math.max(0, millis - pricedAt) / HOUR_MILLIS;
    return Math.max(limits.minValue(), price * Math.pow(RISE, -hours * limits.chosenPerHour()));
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
    if (question.audit()) {
      audits++;
    } else {
      chosen++;
      price = price(millis) * RISE;
      pricedAt = Math.max(pricedAt, millis);
    }
    save();
  }

  private void save() {
    store.put(HOUR, hour);
    store.put(CHOSEN, chosen);
    store.put(AUDITS, audits);
    store.put(PRICE, Double.doubleToRawLongBits(price));
    store.put(PRICED_AT, pricedAt);
  }

  private static long hour(long millis) {
    return TimeUnit.MILLISECONDS.toHours(millis);
  }
}
