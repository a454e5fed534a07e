package io.gleaner.estimator;

import io.gleaner.objective.QuantisedLogits;
import io.gleaner.protocol.v1.LabelEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes into a row what a source says of an image, or the image's deletion. */
final class LabelUpdate {

  private final StartingPoint start;
  private final Decisions decisions;
  private final Reference reference;

  LabelUpdate(StartingPoint start, Decisions decisions, Reference reference) {
    this.start = start;
    this.decisions = decisions;
    this.reference = reference;
  }

  Outcome apply(Row row, ImageId image, LabelEvent event) {
    long millis = Math.max(0, event.getTimeMillis());
    if (millis <= row.deletedAt()) {
      return Outcome.dropped(Effect.DELETED, row);
    }
    return event.getDeleted() ? delete(row, millis) : say(row, image, event, millis);
  }

  /**
   * Forgets what was said until the deletion. What was said later, but came earlier, stays: the
   * image was submitted again. Estimates and scores start anew either way.
   */
  private static Outcome delete(Row row, long millis) {
    boolean withdrawn = row.query() != null;
    Sayings rest = row.sayings().after(millis);
    return rest.latestEvent() == Sayings.NEVER
        ? Outcome.erased(Row.marker(row.revision(), millis), withdrawn)
        : Outcome.remade(Row.said(row.classes(), row.revision() + 1, rest), withdrawn);
  }

  private Outcome say(Row row, ImageId image, LabelEvent event, long millis) {
    List<Word> words = words(event, millis);
    Row grown = row.withClasses(event.getLabelSpaceVersion());
    Row said = grown.withSayings(row.sayings().plus(words, millis, event.getRole()));
    OpenQuery query = row.query();
    byte[] before = grown.observed();
    byte[] after = said.observed();
    boolean settled = query != null && settles(query, image, event, after);
    if (said.equals(row) && !settled) {
      return Outcome.dropped(Effect.UNCHANGED, row);
    }
    boolean changed = !Arrays.equals(before, after);
    boolean turned = said.role() != row.role();
    boolean softLabels = changed || turned || row.unannounced();
    boolean rescored = turned && row.scores() != null;
    boolean firstWord = row.unannounced() && !words.isEmpty();
    boolean tags = changed || rescored || firstWord;
    Row next = changed ? restarted(said, before, after) : said;
    next = settled && query != null ? settle(next, query, after, millis) : next;
    next = softLabels || tags ? next.withRevision(row.revision() + 1) : next;
    int conflicts = next.ledger().conflicts() - row.ledger().conflicts();
    return Outcome.said(
        next,
        softLabels,
        tags,
        settled,
        query != null && settled ? answer(query, event, after, row) : null,
        Math.max(0, conflicts));
  }

  /**
   * Whether the event answers the query, or says by its name that there is no answer. Whoever knows
   * the class answers a query that was chosen. An audit has to be answered by name: what people say
   * unasked is more often that a class is present, which would tip the figures.
   */
  private static boolean settles(
      OpenQuery query, ImageId image, LabelEvent event, byte[] observed) {
    return event.getQueryId().equals(query.id(image.id()))
        || (!query.audit() && observed[query.classIndex()] != Verdict.UNKNOWN);
  }

  /** A query that came back without a word is not asked again: somebody looked and cannot tell. */
  private static Row settle(Row row, OpenQuery query, byte[] observed, long millis) {
    return observed[query.classIndex()] == Verdict.UNKNOWN
        ? row.askedInVain(Unanswered.FOR_GOOD, millis)
        : row.withQuery(null);
  }

  /** To an audit the event's own word; what others said before was said unasked. */
  private static @Nullable QueryAnswer answer(
      OpenQuery query, LabelEvent event, byte[] observed, Row row) {
    int k = query.classIndex();
    boolean present =
        query.audit() ? event.getPresentList().contains(k) : observed[k] == Verdict.PRESENT.code();
    boolean absent =
        query.audit() ? event.getAbsentList().contains(k) : observed[k] == Verdict.ABSENT.code();
    return present || absent ? QueryAnswer.of(query, present, row) : null;
  }

  private static List<Word> words(LabelEvent event, long millis) {
    List<Word> words = new ArrayList<>();
    add(words, event.getPresentList(), event.getSource(), Verdict.PRESENT, millis);
    add(words, event.getAbsentList(), event.getSource(), Verdict.ABSENT, millis);
    add(words, event.getRetractedList(), event.getSource(), Verdict.RETRACTED, millis);
    return words;
  }

  private static void add(
      List<Word> words, List<Integer> classes, String source, Verdict verdict, long millis) {
    for (int k : classes) {
      words.add(new Word(k, source, verdict, millis));
    }
  }

  /** A class of which something else is observed now starts anew, and its decision follows. */
  private Row restarted(Row row, byte[] before, byte[] after) {
    Estimates estimates = row.estimates();
    Row next = row;
    if (estimates != null) {
      byte[] logits = estimates.logits().clone();
      for (int k = 0; k < logits.length; k++) {
        if (before[k] != after[k]) {
          logits[k] = start(after[k], k, estimates.priorVersion());
        }
      }
      next =
          next.withEstimates(
              new Estimates(
                  logits, estimates.priorVersion(), estimates.applied(), estimates.history()));
    }
    return redecided(next, after);
  }

  private byte start(byte observed, int k, long priorVersion) {
    float prior = observed == Verdict.UNKNOWN ? reference.priors(priorVersion).logit(k) : 0;
    return QuantisedLogits.nearest(start.logit(observed, prior));
  }

  private Row redecided(Row row, byte[] observed) {
    Scores scores = row.scores();
    Arrival arrival = row.arrival();
    if (scores == null || arrival == null) {
      return row;
    }
    boolean[] present =
        decisions.decide(
            observed,
            scores.probabilities(),
            row.estimates(),
            scores,
            reference.model(scores.published()));
    return row.withScores(scores.decided(present), arrival);
  }
}
