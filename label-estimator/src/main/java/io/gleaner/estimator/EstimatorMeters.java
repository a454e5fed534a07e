package io.gleaner.estimator;

import io.gleaner.protocol.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what the label-estimator does. Since the process started, and not transactional: what is
 * done again after a failure is counted again. Between two records
 *
 * <pre>
 * records = Σ events{effect} + Σ rejected{reason}
 * tags{suppressed} ≤ events{effect=scored} ≤ tags{published} + tags{suppressed}
 * </pre>
 */
final class EstimatorMeters {

  private static final String PREFIX = "gleaner.estimator.";

  private final QualityMeters quality;
  private final Counter records;
  private final Map<Effect, Counter> effects = new EnumMap<>(Effect.class);
  private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
  private final Counter tagsPublished;
  private final Counter tagsSuppressed;
  private final Counter conflicts;
  private final Counter chosen;
  private final Counter audits;
  private final Counter chosenAnswers;
  private final Counter auditAnswers;
  private final Counter expiredQueries;
  private final Counter skippedQueries;

  EstimatorMeters(MeterRegistry registry) {
    quality = new QualityMeters(registry);
    records =
        Counter.builder(PREFIX + "records")
            .description("Label events and predictions read")
            .register(registry);
    for (Effect effect : Effect.values()) {
      effects.put(
          effect,
          Counter.builder(PREFIX + "events")
              .description("Usable label events and predictions, by what became of them")
              .tag("effect", effect.tag())
              .register(registry));
    }
    for (RejectionReason reason : RejectionReason.values()) {
      rejected.put(
          reason,
          Counter.builder(PREFIX + "rejected")
              .description("Records that no row could take, by reason")
              .tag("reason", reason.code())
              .register(registry));
    }
    tagsPublished = tags(registry, "published");
    tagsSuppressed = tags(registry, "suppressed");
    conflicts =
        Counter.builder(PREFIX + "conflicts")
            .description("Classes that sources came to disagree about")
            .register(registry);
    String published = "Label queries published, by whether a random audit drew them";
    chosen = queries(registry, "queries", published, "chosen");
    audits = queries(registry, "queries", published, "audit");
    String answered = "Label queries answered, by whether a random audit drew them";
    chosenAnswers = queries(registry, "query.answers", answered, "chosen");
    auditAnswers = queries(registry, "query.answers", answered, "audit");
    expiredQueries =
        Counter.builder(PREFIX + "queries.expired")
            .description("Label queries withdrawn because nobody answered in time")
            .register(registry);
    skippedQueries =
        Counter.builder(PREFIX + "queries.skipped")
            .description("Label queries withdrawn because somebody named them without an answer")
            .register(registry);
  }

  private static Counter queries(
      MeterRegistry registry, String name, String description, String kind) {
    return Counter.builder(PREFIX + name)
        .description(description)
        .tag("kind", kind)
        .register(registry);
  }

  private static Counter tags(MeterRegistry registry, String fate) {
    return Counter.builder(PREFIX + "tags")
        .description("Tag records published, or not because nothing a consumer heeds had changed")
        .tag("fate", fate)
        .register(registry);
  }

  /** The merged figures. */
  QualityMeters quality() {
    return quality;
  }

  void received() {
    records.increment();
  }

  void rejected(RejectionReason reason) {
    count(rejected, reason);
  }

  void expired() {
    expiredQueries.increment();
  }

  void settled(Outcome outcome) {
    count(effects, outcome.effect());
    increment(tagsPublished, outcome.tags());
    increment(tagsSuppressed, outcome.suppressed());
    Question question = outcome.question();
    increment(chosen, question != null && !question.audit());
    increment(audits, question != null && question.audit());
    QueryAnswer answer = outcome.answer();
    increment(chosenAnswers, answer != null && !answer.audit());
    increment(auditAnswers, answer != null && answer.audit());
    boolean settled = outcome.withdrawn() && outcome.effect() == Effect.SAID;
    increment(skippedQueries, settled && answer == null);
    conflicts.increment(outcome.conflicts());
  }

  private static <K> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }

  private static void increment(Counter counter, boolean happened) {
    if (happened) {
      counter.increment();
    }
  }
}
