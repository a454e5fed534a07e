package io.gleaner.estimator;

import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the stage keeps them, with φ in double instead of eight bits: the same ledger, starting
 * points, order of steps and arithmetic, so that what differs from the stage is what rounding
 * costs. For comparison; without scores, questions or publication. For one thread.
 */
public final class ExactEstimateRows {

  private static final class ExactRow {
    private Row ledger = Row.NEW;
    private double @Nullable [] logits;
    private long priorVersion;
    private ModelStep applied = ModelStep.NONE;
  }

  private final EstimationRules rules;
  private final LabelUpdate labels;
  private final Map<String, ExactRow> rows = new HashMap<>();
  private final Map<Long, ClassPriors> priors = new HashMap<>();

  /** Without rows or priors. */
  public ExactEstimateRows(LabelEstimatorConfig config) {
    this(config.rules());
  }

  ExactEstimateRows(EstimationRules rules) {
    this.rules = rules;
    // rows that never get 8-bit estimates or scores ask for no reference
    this.labels = new LabelUpdate(rules.start(), rules.decisions(), new NoReference());
  }

  /** Takes a version of the class priors in, before a step names it. */
  public void accept(ClassPriors record) {
    priors.put(record.getVersion(), record);
  }

  /** Takes in what somebody says of an image, or its deletion. */
  public void accept(LabelEvent event) {
    ExactRow row = row(event.getId());
    byte[] before = row.ledger.observed();
    row.ledger = labels.apply(row.ledger, ImageId.of(event.getId()), event).row();
    if (row.ledger.deleted()) {
      row.logits = null;
      row.applied = ModelStep.NONE;
    } else if (row.logits != null) {
      restart(row, row.logits, before);
    }
  }

  /** A class of which something else is observed now starts anew. */
  private void restart(ExactRow row, double[] logits, byte[] before) {
    byte[] after = row.ledger.observed();
    for (int k = 0; k < Math.min(logits.length, after.length); k++) {
      if (after[k] != (k < before.length ? before[k] : Verdict.UNKNOWN)) {
        logits[k] = rules.start().exactLogit(after[k], priorLogit(row.priorVersion, k));
      }
    }
  }

  /**
   * Starts a row elsewhere than at its labels and priors, as the original does.
   *
   * @param logits φ, one a class; copied
   */
  public void start(String image, double[] logits) {
    ExactRow row = row(image);
    row.logits = logits.clone();
    row.ledger = row.ledger.withClasses(logits.length);
  }

  /**
   * Moves a row by what a model thought of its image when it was trained on; not if the step is not
   * newer than the last one.
   *
   * @param probabilities f, one a class
   * @param eprGradient λ(κ̂ − κ)/K of the batch
   * @param priorVersion where classes that have not started start
   * @throws IllegalArgumentException if the priors have not come
   */
  public void step(
      String image,
      long lineage,
      long step,
      double[] probabilities,
      double eprGradient,
      long priorVersion) {
    ExactRow row = row(image);
    ModelStep model = new ModelStep(lineage, step);
    if (!model.isNewerThan(row.applied)) {
      return;
    }
    row.ledger = row.ledger.withClasses(probabilities.length);
    byte[] observed = row.ledger.observed();
    double[] logits = started(row, observed, probabilities.length, priorVersion);
    rules.estimates().update(logits, observed, probabilities, eprGradient);
    row.logits = logits;
    row.applied = model;
  }

  private double[] started(ExactRow row, byte[] observed, int classes, long priorVersion) {
    if (row.logits == null) {
      row.priorVersion = priorVersion;
    }
    int started = row.logits == null ? 0 : row.logits.length;
    double[] logits = row.logits == null ? new double[classes] : Arrays.copyOf(row.logits, classes);
    for (int k = started; k < classes; k++) {
      double prior = observed[k] == Verdict.UNKNOWN ? priorLogit(priorVersion, k) : 0;
      logits[k] = rules.start().exactLogit(observed[k], prior);
    }
    return logits;
  }

  private double priorLogit(long version, int k) {
    ClassPriors known = priors.get(version);
    if (known == null) {
      throw new IllegalArgumentException("class priors " + version + " were never given");
    }
    double bound = rules.estimates().bound();
    double pi = known.getProbabilities(k);
    return Math.max(-bound, Math.min(bound, Math.log(pi / (1 - pi))));
  }

  /**
   * The logit φ of every class of an image.
   *
   * @throws IllegalArgumentException if the row has not started
   */
  public double[] logits(String image) {
    double[] logits = row(image).logits;
    if (logits == null) {
      throw new IllegalArgumentException("nothing is believed of " + image + " yet");
    }
    return logits.clone();
  }

  private ExactRow row(String image) {
    return rows.computeIfAbsent(image, id -> new ExactRow());
  }
}
