package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
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
  private final Timer decode;

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
    this.decode =
        Timer.builder("gleaner.ingest.decode")
            .description("Time to normalise one image")
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
    try {
      return decoding.run();
    } finally {
      decode.record(registry.config().clock().monotonicTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  /** In one line, for people. */
  String summary() {
    long all = (long) received.count();
    long fine = (long) (samples.count() + labelsOnly.count() + deletions.count());
    return "%d submissions taken in, %d rejected".formatted(all, all - fine);
  }

  private Counter counter(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected) {
      return rejected(rejected.reason());
    }
    return outcome instanceof Outcome.Sampled
        ? samples
        : outcome instanceof Outcome.Deleted ? deletions : labelsOnly;
  }

  private Counter rejected(RejectionReason reason) {
    return Counter.builder("gleaner.ingest.rejected")
        .description("Submissions that became a record in topic rejected")
        .tag("reason", reason.code())
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
