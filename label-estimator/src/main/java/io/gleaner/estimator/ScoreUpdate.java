package io.gleaner.estimator;

import io.gleaner.protocol.v1.Prediction;
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

  Outcome apply(Row row, Prediction prediction, long millis, boolean mayAsk) {
    ModelStep step = new ModelStep(prediction.getLineage(), prediction.getStep());
    Scores before = row.scores();
    if (before != null && !before.precede(step, millis)) {
      return Outcome.dropped(Effect.NOT_NEWER, row);
    }
    Row grown = row.withClasses(prediction.getProbabilitiesCount());
    byte[] observed = grown.observed();
    short[] probabilities = quantised(prediction);
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
                arrival == null ? new Arrival(logits(prediction), step, millis) : arrival)
            .withRevision(row.revision() + 1);
    boolean asks = mayAsk && before == null && row.query() == null && row.role() == Role.TRAIN;
    Question question = asks ? ask(scored, observed, model) : null;
    return Outcome.scored(question == null ? scored : scored.asking(question), true, question);
  }

  private static short[] quantised(Prediction prediction) {
    short[] probabilities = new short[prediction.getProbabilitiesCount()];
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = Scores.quantise(prediction.getProbabilities(k));
    }
    return probabilities;
  }

  private static byte[] logits(Prediction prediction) {
    byte[] logits = new byte[prediction.getProbabilitiesCount()];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = Estimates.logit(prediction.getProbabilities(k));
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
