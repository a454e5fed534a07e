package io.gleaner.estimator;

import io.gleaner.protocol.v1.Role;
import org.jspecify.annotations.Nullable;

/**
 * Takes a SCORE prediction into a row: it never moves an estimate, it makes tags. Scores older than
 * the newest seen are dropped, and so are repetitions.
 */
final class ScoreUpdate {

  private final Decisions decisions;
  private final Reference reference;

  ScoreUpdate(Decisions decisions, Reference reference) {
    this.decisions = decisions;
    this.reference = reference;
  }

  Outcome apply(
      Row row, ImageId image, ImagePrediction prediction, long millis, QueryAllowance allowance) {
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
      return Outcome.scored(grown.withScores(confirmed, row.arrival()), false);
    }
    Scores scores = new Scores(probabilities, present, step, step, millis);
    Arrival known = row.arrival();
    if (known != null) {
      return Outcome.scored(grown.withScores(scores, known).withRevision(row.revision() + 1), true);
    }
    Arrival arrival =
        new Arrival(logits(prediction.probabilities()), step, millis, prediction.unseen());
    Row arrived = grown.withScores(scores, arrival).withRevision(row.revision() + 1);
    Question question = ask(arrived, image, arrival, observed, model, allowance);
    return Outcome.arrived(question == null ? arrived : arrived.asking(question), question);
  }

  /**
   * A random audit comes before every other question, and in place of one that is open: its chance
   * must not depend on what is believed.
   */
  private @Nullable Question ask(
      Row row,
      ImageId image,
      Arrival arrival,
      byte[] observed,
      ScoringModel model,
      QueryAllowance allowance) {
    if (row.role() != Role.TRAIN) {
      return null;
    }
    Question audit = RandomAudit.draw(image, arrival, allowance.auditChance());
    if (audit != null || !allowance.chosen() || row.query() != null) {
      return audit;
    }
    // by the estimates, or by the scores while there are none
    Estimates estimates = row.estimates();
    byte[] beliefs = estimates != null ? estimates.logits() : arrival.logits();
    byte[] closed = row.unanswered().closing(observed, allowance.millis());
    return Questions.choose(beliefs, closed, model.priors(), allowance.bar());
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
}
