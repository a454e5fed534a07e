package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What ingest counts. Always: received = samples + labels only + deletions + rejected over all
 * reasons. All five are counted when their transaction is committed, so a repeated one counts once.
 */
final class IngestMetrics {

  /** Something timed that may refuse. */
  interface Decoding<T> {
    T run() throws Unacceptable;
  }

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter samples;
  private final Counter labelsOnly;
  private final Counter deletions;
  private final Counter restarts;
  private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
  private final Timer decoded;
  private final Timer refused;

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.received =
        counter("gleaner.ingest.received", "Submissions taken in, whatever became of them");
    this.samples = counter("gleaner.ingest.samples", "Submissions with an image that went through");
    this.labelsOnly =
        counter("gleaner.ingest.labels.only", "Submissions of labels without an image");
    this.deletions = counter("gleaner.ingest.deletions", "Images deleted");
    this.restarts =
        counter("gleaner.ingest.restarts", "Transactions begun again from the committed offsets");
    this.decoded = decode("decoded");
    this.refused = decode("refused");
    for (RejectionReason reason : RejectionReason.values()) {
      rejected.put(
          reason,
          Counter.builder("gleaner.ingest.rejected")
              .description("Submissions that became a record in topic rejected")
              .tag("reason", reason.code())
              .register(registry));
    }
  }

  private Timer decode(String outcome) {
    return Timer.builder("gleaner.ingest.decode")
        .description("Time to normalise one image, or to find that it cannot be")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Counts one transaction's outcomes. */
  void committed(List<Outcome> outcomes) {
    received.increment(outcomes.size());
    outcomes.forEach(outcome -> counter(outcome).increment());
  }

  /** A transaction failed and begins again. */
  void restarted() {
    restarts.increment();
  }

  /** Times one image. */
  <T> T decoding(Decoding<T> decoding) throws Unacceptable {
    long start = registry.config().clock().monotonicTime();
    Timer timer = refused;
    try {
      T result = decoding.run();
      timer = decoded;
      return result;
    } finally {
      timer.record(registry.config().clock().monotonicTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  /** In one line, for people. */
  String summary() {
    long all = (long) received.count();
    long fine = (long) (samples.count() + labelsOnly.count() + deletions.count());
    return "%d submissions taken in, %d rejected".formatted(all, all - fine);
  }

  private Counter counter(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejection) {
      return Objects.requireNonNull(rejected.get(rejection.reason()));
    }
    return outcome instanceof Outcome.Sampled
        ? samples
        : outcome instanceof Outcome.Deleted ? deletions : labelsOnly;
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
