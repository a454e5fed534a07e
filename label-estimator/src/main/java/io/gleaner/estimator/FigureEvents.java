package io.gleaner.estimator;

import io.gleaner.estimator.QualityEvent.Arrived;
import io.gleaner.estimator.QualityEvent.Audited;
import io.gleaner.estimator.QualityEvent.Rescored;
import io.gleaner.estimator.QualityEvent.Said;
import io.gleaner.estimator.QualityEvent.ScoredAt;
import io.gleaner.evaluation.SourceConflicts.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What becomes of a record, as the figures count it. Only random audits say how good scores are,
 * and only scores of models that had not been trained on the image are judged.
 */
final class FigureEvents {

  private FigureEvents() {}

  /** Of labels or a deletion. */
  static List<QualityEvent> said(Row before, Outcome outcome, long millis) {
    List<QualityEvent> events = new ArrayList<>();
    addSaid(before.ledger(), outcome.row().ledger(), events);
    addAnswer(outcome, millis, events);
    addRescored(before, outcome, events);
    return events;
  }

  /** Of every source whose labels, or whose conflicts, are more or fewer now. */
  private static void addSaid(Ledger before, Ledger after, List<QualityEvent> events) {
    if (before.equals(after)) {
      return;
    }
    Map<String, Tally> changes = new TreeMap<>(after.bySource());
    before
        .bySource()
        .forEach((source, tally) -> changes.merge(source, tally.negated(), Tally::plus));
    changes.forEach(
        (source, change) -> {
          if (!change.equals(Tally.NONE)) {
            events.add(new Said(source, (int) change.labels(), (int) change.conflicts()));
          }
        });
  }

  private static void addAnswer(Outcome outcome, long millis, List<QualityEvent> events) {
    QueryAnswer answer = outcome.answer();
    Arrival arrival = outcome.row().arrival();
    if (answer != null
        && answer.audit()
        && !Float.isNaN(answer.score())
        && arrival != null
        && arrival.unseen()) {
      events.add(
          new Audited(
              answer.classIndex(),
              answer.present(),
              answer.score(),
              answer.auditPropensity(),
              arrival.model(),
              millis));
    }
  }

  /** Of a SCORE prediction. */
  static List<QualityEvent> scored(ImagePrediction prediction, Row before, Outcome outcome) {
    List<QualityEvent> events = new ArrayList<>();
    Arrival arrival = outcome.row().arrival();
    if (outcome.arrived() && arrival != null && arrival.unseen()) {
      events.add(new Arrived(arrival, prediction.projection()));
    }
    addRescored(before, outcome, events);
    return events;
  }

  private static void addRescored(Row before, Outcome outcome, List<QualityEvent> events) {
    Rescored rescored = new Rescored(ScoredAt.of(before), ScoredAt.of(outcome.row()));
    if (!Objects.equals(rescored.before(), rescored.after())) {
      events.add(rescored);
    }
  }
}
