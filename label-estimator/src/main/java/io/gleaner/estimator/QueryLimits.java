package io.gleaner.estimator;

import java.time.Duration;

/**
 * How much a task may ask, by the records' own time.
 *
 * @param minValue a chosen question worth no more is never asked
 * @param chosenPerHour label queries chosen for what they teach
 * @param auditShare the part in [0, 1] of the images arriving in an hour that is audited while
 *     nothing of that hour's audits is used up
 * @param auditsPerHour random audits
 * @param patience after which a query that nobody answered is withdrawn
 */
record QueryLimits(
    double minValue, int chosenPerHour, double auditShare, int auditsPerHour, Duration patience) {

  static QueryLimits from(Settings settings) {
    Duration patience = settings.section().getDuration("queries.expire-after");
    settings.require(
        patience.compareTo(Duration.ZERO) > 0, "queries.expire-after", "longer than nothing");
    return new QueryLimits(
        settings.section().getDouble("queries.min-value"),
        settings.atLeast(0, "queries.per-hour"),
        settings.share("queries.audit.share"),
        settings.atLeast(0, "queries.audit.per-hour"),
        patience);
  }
}
