package io.gleaner.estimator;

import io.gleaner.objective.QuantisedLogits;
import io.gleaner.protocol.v1.Role;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves a row's estimates by a TRAIN prediction: each prediction once, in the order of its
 * partition, and never those of a holdout image. For one thread.
 */
final class TrainUpdate {

  private final EstimationRules rules;
  private final Reference reference;
  private final Thinning thinning;
  private final Differences differences = new Differences();
  private float[] logits = new float[0];
  private float[] beliefs = new float[0];

  TrainUpdate(EstimationRules rules, Reference reference) {
    this.rules = rules;
    this.reference = reference;
    this.thinning = new Thinning(rules.sparsity().explicit());
  }

  Outcome apply(Row row, ImageId image, ImagePrediction prediction, QueryAllowance allowance) {
    if (row.role() == Role.HOLDOUT) {
      return Outcome.dropped(Effect.HOLDOUT, row);
    }
    if (!prediction.model().isNewerThan(row.trained())) {
      return Outcome.dropped(Effect.NOT_NEWER, row);
    }
    Row grown = row.withClasses(prediction.classes());
    byte[] observed = grown.observed();
    Row moved =
        grown
            .withEstimates(step(grown.estimates(), observed, image, prediction))
            .withRevision(row.revision() + 1);
    boolean asks = allowance.chosen() && row.query() == null;
    Question question =
        asks
            ? ask(
                moved,
                row.unanswered().closing(observed, allowance.millis()),
                prediction,
                allowance.bar())
            : null;
    return Outcome.trained(question == null ? moved : moved.asking(question), question);
  }

  private Estimates step(
      @Nullable Estimates before, byte[] observed, ImageId image, ImagePrediction prediction) {
    int classes = prediction.classes();
    long priorVersion = before == null ? prediction.priorVersion() : before.priorVersion();
    byte[] standing = standing(before, observed, prediction);
    rules
        .estimates()
        .update(logits, beliefs, observed, prediction.probabilities(), prediction.eprGradient());
    byte[] codes = new byte[classes];
    ModelStep model = prediction.model();
    QuantisedLogits.encode(logits, image.hash(), model.lineage(), model.step(), codes);
    codes = keepRest(codes, before);
    int[] explicit = null;
    if (!rules.sparsity().keepsWhole(codes.length)) {
      // Priors that do not know all of the row's classes are those of an older label space, and
      // leave the row at its own.
      Priors named = reference.priors(prediction.priorVersion());
      boolean whole = named.classes() >= codes.length;
      priorVersion = whole ? prediction.priorVersion() : priorVersion;
      explicit = thinning.apply(codes, observed, whole ? named : reference.priors(priorVersion));
    }
    int[] moved = differences.between(standing, codes, Math.min(standing.length, codes.length));
    History past = before == null ? History.EMPTY : before.history();
    History history = past.plus(model, standing, codes, moved, rules.history());
    return new Estimates(codes, priorVersion, model, history, explicit, moved);
  }

  /**
   * Sets φ and e of the prediction's classes; those that have not started start at the prior it
   * names.
   *
   * @return φ as codes
   */
  private byte[] standing(@Nullable Estimates before, byte[] observed, ImagePrediction prediction) {
    int classes = prediction.classes();
    if (logits.length != classes) {
      logits = new float[classes];
      beliefs = new float[classes];
    }
    int started = before == null ? 0 : Math.min(before.classes(), classes);
    if (before != null) {
      for (int k = 0; k < started; k++) {
        logits[k] = QuantisedLogits.decode(before.logit(k));
        beliefs[k] = before.probability(k);
      }
    }
    if (started == classes && before != null) {
      return before.logits();
    }
    Priors priors = reference.priors(prediction.priorVersion());
    byte[] codes = before == null ? new byte[classes] : Arrays.copyOf(before.logits(), classes);
    for (int k = started; k < classes; k++) {
      boolean unknown = observed[k] == Verdict.UNKNOWN;
      logits[k] = rules.start().logit(observed[k], priors.logit(k));
      beliefs[k] = unknown ? priors.probability(k) : rules.start().probability(observed[k]);
      codes[k] = QuantisedLogits.nearest(logits[k]);
    }
    return codes;
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

  /** How rare a class is, the prediction's priors say: the row's own may be of long ago. */
  private @Nullable Question ask(Row row, byte[] observed, ImagePrediction prediction, double bar) {
    Estimates estimates = row.estimates();
    return estimates == null
        ? null
        : Questions.choose(
            estimates.logits(), observed, reference.priors(prediction.priorVersion()), bar);
  }
}
