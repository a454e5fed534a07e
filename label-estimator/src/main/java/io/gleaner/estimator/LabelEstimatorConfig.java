package io.gleaner.estimator;

import com.typesafe.config.Config;
import io.gleaner.protocol.ConfigurationException;
import java.time.Duration;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Configuration of the label-estimator, section {@code gleaner.label-estimator}.
 *
 * @param rules the arithmetic
 * @param applicationId names consumer group, changelogs and transactions; the same for every
 *     instance that shares the work
 * @param applicationServer where other instances reach this one's management server
 * @param threads stream threads of this instance
 * @param standbys copies of each store that other instances keep warm
 * @param sessionTimeout after so long without a word from an instance, others take over its work
 * @param commitInterval time between transactions, which is also the latency of what is published
 * @param qualityInterval time between quality reports
 * @param halfLife after how many images of a partition one weighs half in fading figures
 * @param largestRecord the largest record that topics and changelogs take, in bytes
 * @param referenceWait longest wait for class priors, a model or a class not yet read
 * @param queryLimits how much a partition may ask
 * @param memory bound on what all stores together keep in memory, in bytes
 */
public record LabelEstimatorConfig(
    EstimationRules rules,
    String applicationId,
    HostInfo applicationServer,
    int threads,
    int standbys,
    Duration sessionTimeout,
    Duration commitInterval,
    Duration qualityInterval,
    double halfLife,
    int largestRecord,
    Duration referenceWait,
    QueryLimits queryLimits,
    long memory) {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  /**
   * Reads the section.
   *
   * @throws ConfigurationException if a value is out of range, naming its key
   */
  public static LabelEstimatorConfig from(Config section) {
    Settings settings = new Settings(section);
    Duration wait = section.getDuration("reference-wait");
    settings.require(
        wait.compareTo(LONGEST_WAIT) <= 0, "reference-wait", "8 s at most, or shutdown takes long");
    return new LabelEstimatorConfig(
        EstimationRules.from(settings),
        section.getString("application-id"),
        settings.address("application-server"),
        settings.atLeast(1, "threads"),
        settings.atLeast(0, "standbys"),
        section.getDuration("session-timeout"),
        section.getDuration("commit-interval"),
        section.getDuration("quality-interval"),
        settings.atLeast(1, "quality-half-life"),
        settings.atLeast(SizeLimits.LEAST_RECORD, "largest-record"),
        wait,
        QueryLimits.from(settings),
        section.getBytes("memory"));
  }
}
