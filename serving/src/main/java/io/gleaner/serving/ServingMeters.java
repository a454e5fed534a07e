package io.gleaner.serving;

import io.gleaner.protocol.v1.ModelVersion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private static final String PREFIX = "gleaner.serving.";
  private static final long NO_MODEL = -1;

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
  private final MeterRegistry registry;
  private final Counter requests;
  private final Timer request;
  private final Timer batches;
  private final Timer latency;
  private final Counter loaded;
  private final Counter damaged;
  private final Counter brokenModels;
  private final Counter brokenTags;
  private final Counter brokenPage;
  private final AtomicLong lineage = new AtomicLong();
  private final AtomicLong step = new AtomicLong();
  private final AtomicLong modelMillis = new AtomicLong(NO_MODEL);
  private final AtomicLong rescoreLeft = new AtomicLong();

  ServingMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Pass pass : Pass.values()) {
      countSamples(pass);
    }
    requests = counter("requests.received", "Requests to tag an image");
    for (Request answer : Request.values()) {
      answers.put(
          answer,
          counter("requests", "Requests to tag an image, by their end", "outcome", name(answer)));
    }
    request =
        Timer.builder(PREFIX + "request")
            .description("From a request to tag an image to its answer")
            .serviceLevelObjectives(upTo(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5))
            .register(registry);
    batches =
        Timer.builder(PREFIX + "batch")
            .description("Time to score one batch of samples")
            .register(registry);
    latency =
        Timer.builder(PREFIX + "score.latency")
            .description("From a sample's record to its first scores")
            .serviceLevelObjectives(upTo(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60))
            .register(registry);
    loaded = counter("models.loaded", "Models taken into service");
    damaged = counter("models.damaged", "Models passed over because their checkpoint is damaged");
    brokenModels = counter("models.broken", "Records of models that could not be read");
    brokenTags = counter("tags.broken", "Tag records that could not be read");
    brokenPage = counter("page.broken", "Records that the live page could not read");
    gauge("model.lineage", "Lineage of the model in service", lineage).register(registry);
    gauge("model.step", "Step of the model in service", step).register(registry);
    gauge("rescore.offsets.left", "Samples to score again by the newest model", rescoreLeft)
        .register(registry);
    Gauge.builder(PREFIX + "model.age", this, ServingMeters::modelAge)
        .description("Since the model in service was announced")
        .baseUnit("seconds")
        .register(registry);
  }

  private void countSamples(Pass pass) {
    received.put(pass, counter("samples.received", "Records of samples read", "pass", name(pass)));
    Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      counters.put(
          outcome,
          counter(
              "samples",
              "Records of samples, by what became of them",
              "pass",
              name(pass),
              "outcome",
              name(outcome)));
    }
    outcomes.put(pass, counters);
  }

  private Counter counter(String name, String description, String... tags) {
    return Counter.builder(PREFIX + name).description(description).tags(tags).register(registry);
  }

  private static Gauge.Builder<AtomicLong> gauge(
      String name, String description, AtomicLong value) {
    return Gauge.builder(PREFIX + name, value, AtomicLong::get).description(description);
  }

  private static Duration[] upTo(double... seconds) {
    return Arrays.stream(seconds)
        .mapToObj(bound -> Duration.ofNanos((long) (1e9 * bound)))
        .toArray(Duration[]::new);
  }

  private double modelAge() {
    long announced = modelMillis.get();
    return announced == NO_MODEL
        ? Double.NaN
        : (registry.config().clock().wallTime() - announced) / 1e3;
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

  /** From the start of a request to tag an image to its end. */
  Timer request() {
    return request;
  }

  /** A sample was scored for the first time. */
  void scored(long sampleMillis, long nowMillis) {
    latency.record(Math.max(0, nowMillis - sampleMillis), TimeUnit.MILLISECONDS);
  }

  void loaded(ModelVersion model) {
    loaded.increment();
    lineage.set(model.getLineage());
    step.set(model.getStep());
    modelMillis.set(model.getTimeMillis());
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

  void brokenPageRecord() {
    brokenPage.increment();
  }

  void rescoreLeft(long offsets) {
    rescoreLeft.set(offsets);
  }

  private static <K, V> V counter(Map<K, V> map, K key) {
    return java.util.Objects.requireNonNull(map.get(key));
  }
}
