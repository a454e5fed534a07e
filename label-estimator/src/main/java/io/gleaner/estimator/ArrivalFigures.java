package io.gleaner.estimator;

import io.gleaner.estimator.QualityEvent.Arrived;
import io.gleaner.estimator.QualityEvent.Audited;
import io.gleaner.evaluation.AuditedScores;
import io.gleaner.evaluation.PrequentialPrecision;
import io.gleaner.evaluation.Truth;
import io.gleaner.evaluation.drift.DriftDetector;
import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.FalseAlarms;
import java.util.Arrays;
import java.util.List;

/**
 * What arrival-time scores of a label space and the random audits of them say: precision, fading
 * and of the newest model alone, and whether something drifts. One of another label space goes on
 * from what is known of the classes of both; drift begins anew.
 *
 * <p>Drift needs no splitting of the accepted false alarms over the tasks: their expected number is
 * at most proportional to the images that a detector sees, so all tasks together raise as many as
 * one that sees all.
 */
final class ArrivalFigures {

  /** Classes beyond these are not watched for drift, nor counted in its overall streams. */
  static final int MOST_WATCHED = 1024;

  private static final double LEAST = 1e-6;
  private static final long TIE_BREAK_SEED = 1;

  private final int classes;
  private final double halfLife;
  private final PrequentialPrecision fading;
  private final DriftDetector drift;
  private AuditedScores newest;
  private ModelStep model = ModelStep.NONE;

  ArrivalFigures(int classes, double halfLife) {
    this.classes = classes;
    this.halfLife = halfLife;
    this.fading = new PrequentialPrecision(classes, halfLife);
    this.newest = new AuditedScores(classes);
    this.drift =
        new DriftDetector(watched(), Projection.LENGTH, FalseAlarms.DEFAULT, TIE_BREAK_SEED);
  }

  private int watched() {
    return Math.min(classes, MOST_WATCHED);
  }

  int classes() {
    return classes;
  }

  /** These figures with room for classes added since. */
  ArrivalFigures grownTo(int more) {
    ArrivalFigures grown = new ArrivalFigures(more, halfLife);
    grown.fading.scores().merge(fading.scores());
    grown.newest.merge(newest);
    grown.model = model;
    return grown;
  }

  List<DriftEvent> arrived(Arrived event) {
    Arrival arrival = event.arrival();
    if (arrival.model().isNewerThan(model)) {
      follow(arrival.model());
    }
    float[] probabilities = probabilities(arrival.logits());
    fading.arrived(probabilities);
    if (!arrival.model().equals(model)) {
      return List.of();
    }
    newest.scored(probabilities);
    // before classes were added there were fewer streams
    return probabilities.length < classes
        ? List.of()
        : drift.arrived(
            Arrays.copyOf(probabilities, watched()), event.projection().values(), arrival.millis());
  }

  List<DriftEvent> audited(Audited event) {
    byte truth = event.present() ? Truth.PRESENT : Truth.ABSENT;
    fading.audited(event.label(), event.score(), truth, event.propensity());
    if (!event.model().equals(model)) {
      return List.of();
    }
    newest.audited(event.label(), event.score(), truth, event.propensity());
    if (event.label() >= watched()) {
      return List.of();
    }
    double right = event.present() ? event.score() : 1 - event.score();
    return drift.audited(event.label(), -Math.log(Math.max(LEAST, right)), event.millis());
  }

  /** What follows is compared with how images look to the new model. */
  private void follow(ModelStep next) {
    model = next;
    newest = new AuditedScores(classes);
    drift.restart();
  }

  private static float[] probabilities(byte[] logits) {
    float[] probabilities = new float[logits.length];
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = Estimates.probability(logits[k]);
    }
    return probabilities;
  }

  AuditedScores fading() {
    return fading.scores();
  }

  AuditedScores newest() {
    return newest;
  }

  DriftDetector drift() {
    return drift;
  }

  ModelStep model() {
    return model;
  }

  /** Goes on from what is read into the other parts. */
  void restoreModel(ModelStep known) {
    model = known;
  }
}
