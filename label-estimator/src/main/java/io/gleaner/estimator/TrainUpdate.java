package io.gleaner.estimator;

import io.gleaner.objective.QuantisedLogits;
import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves a row's estimates by a TRAIN prediction: each prediction once, in the order of its
 * partition, and never those of a holdout image.
 */
final class TrainUpdate {

  private final RoleEstimates rule;
  private final StartingPoint start;
  private final Questions questions;
  private final Reference reference;

  TrainUpdate(RoleEstimates rule, StartingPoint start, Questions questions, Reference reference) {
    this.rule = rule;
    this.start = start;
    this.questions = questions;
    this.reference = reference;
  }

  Outcome apply(Row row, ImageId image, Prediction prediction, boolean mayAsk) {
    ModelStep model = new ModelStep(prediction.getLineage(), prediction.getStep());
    if (row.role() == Role.HOLDOUT) {
      return Outcome.dropped(Effect.HOLDOUT, row);
    }
    if (!model.isNewerThan(row.trained())) {
      return Outcome.dropped(Effect.NOT_NEWER, row);
    }
    Row grown = row.withClasses(prediction.getProbabilitiesCount());
    byte[] observed = grown.observed();
    Row moved =
        grown
            .withEstimates(step(grown.estimates(), observed, image, prediction, model))
            .withRevision(row.revision() + 1);
    Question question = mayAsk && row.query() == null ? ask(moved, observed) : null;
    return Outcome.trained(question == null ? moved : moved.asking(question), question);
  }

  private Estimates step(
      @Nullable Estimates before,
      byte[] observed,
      ImageId image,
      Prediction prediction,
      ModelStep model) {
    int classes = prediction.getProbabilitiesCount();
    float[] logits = logits(before, observed, prediction);
    float[] probabilities = new float[classes];
    for (int k = 0; k < classes; k++) {
      probabilities[k] = prediction.getProbabilities(k);
    }
    rule.update(logits, observed, probabilities, prediction.getEprGradient());
    byte[] codes = new byte[classes];
    QuantisedLogits.encode(logits, image.hash(), model.lineage(), model.step(), codes);
    return new Estimates(
        keepRest(codes, before),
        before == null ? prediction.getPriorVersion() : before.priorVersion(),
        model);
  }

  /** φ of the prediction's classes; those that have not started start at the prior it names. */
  private float[] logits(@Nullable Estimates before, byte[] observed, Prediction prediction) {
    float[] logits = new float[prediction.getProbabilitiesCount()];
    int started = 0;
    if (before != null) {
      started = Math.min(before.classes(), logits.length);
      for (int k = 0; k < started; k++) {
        logits[k] = QuantisedLogits.decode(before.logit(k));
      }
    }
    if (started < logits.length) {
      Priors priors = reference.priors(prediction.getPriorVersion());
      for (int k = started; k < logits.length; k++) {
        logits[k] = start.logit(observed[k], priors.logit(k));
      }
    }
    return logits;
  }

  /** A prediction of an older, smaller label space leaves the newer classes as they are. */
  private static byte[] keepRest(byte[] codes, @Nullable Estimates before) {
    if (before == null || before.classes() <= codes.length) {
      return codes;
    }
    byte[] all = Arrays.copyOf(before.logits(), before.classes());
    System.arraycopy(codes, 0, all, 0, codes.length);
    return all;
  }

  private @Nullable Question ask(Row row, byte[] observed) {
    Estimates estimates = row.estimates();
    return estimates == null
        ? null
        : questions.choose(
            estimates.logits(), observed, reference.priors(estimates.priorVersion()));
  }
}
