package io.gleaner.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What operators can count. For each pass, whenever no batch is in flight,
 *
 * <pre>received = scored + deleted + superseded + rejected + interrupted</pre>
 *
 * <p>and for HTTP, whenever no request is in flight,
 *
 * <pre>requests = tagged + refused + unavailable + failed</pre>
 */
final class ServingMeters {
  /** LIVE: a sample read for the first time; RESCORE: read again because the model changed. */
  enum Pass {
    LIVE,
    RESCORE
  }

  /** What became of a record of {@code samples}. */
  enum Outcome {
    SCORED,
    DELETED,
    /** A newer record of the same id was at hand. */
    SUPERSEDED,
    REJECTED,
    /** Kafka did not answer; it is read again. */
    INTERRUPTED
  }

  /** What became of a request to tag an image. */
  enum Request {
    TAGGED,
    /** The image was no good. */
    REFUSED,
    /** No model yet, or too many requests at once. */
    UNAVAILABLE,
    /** Our fault; the log has the cause. */
    FAILED
  }

  private final Map<Pass, Counter> received = new EnumMap<>(Pass.class);
  private final Map<Pass, Map<Outcome, Counter>> outcomes = new EnumMap<>(Pass.class);
  private final Map<Request, Counter> answers = new EnumMap<>(Request.class);
  private final Counter requests;
  private final Timer batches;
  private final Counter loaded;
  private final Counter damaged;
  private final Counter brokenModels;
  private final Counter brokenTags;
  private final AtomicLong lineage;
  private final AtomicLong step;
  private final AtomicLong rescoreLeft;

  ServingMeters(MeterRegistry meters) {
    for (Pass pass : Pass.values()) {
      received.put(pass, meters.counter("gleaner.serving.samples.received", "pass", name(pass)));
      Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        counters.put(
            outcome,
            meters.counter(
                "gleaner.serving.samples", "pass", name(pass), "outcome", name(outcome)));
      }
      outcomes.put(pass, counters);
    }
    requests = meters.counter("gleaner.serving.requests.received");
    for (Request answer : Request.values()) {
      answers.put(answer, meters.counter("gleaner.serving.requests", "outcome", name(answer)));
    }
    batches = meters.timer("gleaner.serving.batch");
    loaded = meters.counter("gleaner.serving.models.loaded");
    damaged = meters.counter("gleaner.serving.models.damaged");
    brokenModels = meters.counter("gleaner.serving.models.broken");
    brokenTags = meters.counter("gleaner.serving.tags.broken");
    lineage = meters.gauge("gleaner.serving.model.lineage", new AtomicLong());
    step = meters.gauge("gleaner.serving.model.step", new AtomicLong());
    rescoreLeft = meters.gauge("gleaner.serving.rescore.offsets.left", new AtomicLong());
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  void received(Pass pass, int records) {
    counter(received, pass).increment(records);
  }

  /** Settles what was received and has no outcome because Kafka did not answer. */
  void interrupted() {
    for (Pass pass : Pass.values()) {
      double open = counter(received, pass).count();
      for (Counter outcome : counter(outcomes, pass).values()) {
        open -= outcome.count();
      }
      counter(counter(outcomes, pass), Outcome.INTERRUPTED).increment(open);
    }
  }

  void count(Pass pass, Outcome outcome) {
    counter(counter(outcomes, pass), outcome).increment();
  }

  /** A few words for people. */
  String line() {
    return "%.0f samples scored, %.0f rejected, %.0f requests tagged"
        .formatted(
            total(Outcome.SCORED),
            total(Outcome.REJECTED),
            counter(answers, Request.TAGGED).count());
  }

  private double total(Outcome outcome) {
    double sum = 0;
    for (Map<Outcome, Counter> counters : outcomes.values()) {
      sum += counter(counters, outcome).count();
    }
    return sum;
  }

  void requested() {
    requests.increment();
  }

  void answered(Request answer) {
    counter(answers, answer).increment();
  }

  Timer batches() {
    return batches;
  }

  void loaded(ServedVersion version) {
    loaded.increment();
    lineage.set(version.lineage());
    step.set(version.step());
  }

  void damagedCheckpoint() {
    damaged.increment();
  }

  void brokenModelRecord() {
    brokenModels.increment();
  }

  void brokenTagRecord() {
    brokenTags.increment();
  }

  void rescoreLeft(long offsets) {
    rescoreLeft.set(offsets);
  }

  private static <K, V> V counter(Map<K, V> map, K key) {
    return java.util.Objects.requireNonNull(map.get(key));
  }
}
