package io.gleaner.estimator;

import io.gleaner.protocol.v1.Role;
import org.jspecify.annotations.Nullable;

/**
 * Takes a SCORE prediction into a row: it never moves an estimate, it makes tags. Scores older than
 * the newest seen are dropped, and so are repetitions.
 */
final class ScoreUpdate {

  private final Decisions decisions;
  private final Questions questions;
  private final Reference reference;

  ScoreUpdate(Decisions decisions, Questions questions, Reference reference) {
    this.decisions = decisions;
    this.questions = questions;
    this.reference = reference;
  }

  Outcome apply(Row row, ImagePrediction prediction, long millis, boolean mayAsk) {
    ModelStep step = prediction.model();
    Scores before = row.scores();
    if (before != null && !before.precede(step, millis)) {
      return Outcome.dropped(Effect.NOT_NEWER, row);
    }
    Row grown = row.withClasses(prediction.classes());
    byte[] observed = grown.observed();
    short[] probabilities = quantised(prediction.probabilities());
    ScoringModel model = reference.model(step);
    boolean[] present = decisions.decide(observed, probabilities, row.estimates(), before, model);
    if (before != null && !decisions.worthTelling(probabilities, present, before)) {
      Scores confirmed = before.confirmedBy(step, millis);
      return Outcome.scored(grown.withScores(confirmed, row.arrival()), false, null);
    }
    Arrival arrival = row.arrival();
    Row scored =
        grown
            .withScores(
                new Scores(probabilities, present, step, step, millis),
                arrival == null
                    ? new Arrival(logits(prediction.probabilities()), step, millis)
                    : arrival)
            .withRevision(row.revision() + 1);
    boolean asks = mayAsk && before == null && row.query() == null && row.role() == Role.TRAIN;
    Question question = asks ? ask(scored, observed, model) : null;
    return Outcome.scored(question == null ? scored : scored.asking(question), true, question);
  }

  private static short[] quantised(float[] probabilities) {
    short[] quantised = new short[probabilities.length];
    for (int k = 0; k < quantised.length; k++) {
      quantised[k] = Scores.quantise(probabilities[k]);
    }
    return quantised;
  }

  private static byte[] logits(float[] probabilities) {
    byte[] logits = new byte[probabilities.length];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = Estimates.logit(probabilities[k]);
    }
    return logits;
  }

  /** Asks by the estimates, or by the scores while there are none. */
  private @Nullable Question ask(Row row, byte[] observed, ScoringModel model) {
    Estimates estimates = row.estimates();
    Arrival arrival = row.arrival();
    byte[] beliefs =
        estimates != null ? estimates.logits() : arrival == null ? new byte[0] : arrival.logits();
    return questions.choose(beliefs, observed, model.priors());
  }
}
