package io.gleaner.estimator;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Configuration of the label-estimator, section {@code gleaner.label-estimator}.
 *
 * @param rules the arithmetic
 * @param applicationId names consumer group, changelogs and transactions; the same for every
 *     instance that shares the work
 * @param threads stream threads of this instance
 * @param standbys copies of each store that other instances keep warm
 * @param commitInterval time between transactions, which is also the latency of what is published
 * @param qualityInterval time between quality reports
 * @param referenceWait longest wait for class priors, a model or a class not yet read
 * @param queriesPerHour label queries a partition may publish an hour, by the records' time
 * @param memory bound on what all stores together keep in memory, in bytes
 */
public record LabelEstimatorConfig(
    EstimationRules rules,
    String applicationId,
    int threads,
    int standbys,
    Duration commitInterval,
    Duration qualityInterval,
    Duration referenceWait,
    int queriesPerHour,
    long memory) {

  /** Reads the section. */
  public static LabelEstimatorConfig from(Config section) {
    return new LabelEstimatorConfig(
        EstimationRules.from(section),
        section.getString("application-id"),
        section.getInt("threads"),
        section.getInt("standbys"),
        section.getDuration("commit-interval"),
        section.getDuration("quality-interval"),
        section.getDuration("reference-wait"),
        section.getInt("queries.per-hour"),
        section.getBytes("memory"));
  }
}
