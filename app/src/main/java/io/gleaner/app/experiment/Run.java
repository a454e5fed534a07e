package io.gleaner.app.experiment;

import io.gleaner.app.experiment.StageSettings.Stages;
import io.gleaner.evaluation.ProbabilityGap;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.learner.Training;
import io.gleaner.objective.LargeLoss;
import io.gleaner.objective.LargeLoss.Scheme;
import io.gleaner.objective.Objective;
import io.gleaner.objective.Objectives;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One training with its estimates, step by step: what the learner and the label-estimator do, one
 * after the other. The same data set, settings and seed give the same result.
 */
final class Run {

  private final Dataset data;
  private final Inputs inputs;
  private final Training training;
  private final Estimates estimates;
  private final LearnerConfig config;
  private final Clock clock;
  private final int[] trainingCounts;
  private ProbabilityGap gap = new ProbabilityGap();
  private Duration busy = Duration.ZERO;
  private long trained;

  /**
   * Begins.
   *
   * @param training fresh, without images; closed by the caller
   */
  Run(
      Dataset data,
      Inputs inputs,
      Training training,
      EstimateKind kind,
      Stages stages,
      Clock clock) {
    this(data, inputs, training, estimates(kind, stages, data, training), stages.learner(), clock);
  }

  /**
   * Begins.
   *
   * @param training fresh, without images; closed by the caller
   */
  Run(
      Dataset data,
      Inputs inputs,
      Training training,
      Estimates estimates,
      LearnerConfig config,
      Clock clock) {
    this.data = data;
    this.inputs = inputs;
    this.training = training;
    this.estimates = estimates;
    this.config = config;
    this.clock = clock;
    this.trainingCounts = data.truth().counts(data.train());
  }

  private static Estimates estimates(
      EstimateKind kind, Stages stages, Dataset data, Training training) {
    return switch (kind) {
      case ROWS -> new EstimatorRows(stages.estimator(), data, Start.priors(training));
      case EXACT -> new ExactRows(stages.estimator(), data, Start.priors(training));
      case PUBLISHED -> published(stages.learner(), data);
      case CORRECTIONS -> corrections(stages.learner(), data);
      case NONE -> new NoEstimates();
    };
  }

  private static Estimates published(LearnerConfig config, Dataset data) {
    if (config.replay().classAware()) {
      throw new IllegalArgumentException(
          "the published estimates must know the batch before the step: set"
              + " replay.sampler=uniform");
    }
    return new JointAdam(config.optimiser().learningRate(), data, config.seed());
  }

  private static Estimates corrections(LearnerConfig config, Dataset data) {
    Objective objective =
        Objectives.byName(config.objective().name(), config.objective().parameters());
    if (objective instanceof LargeLoss loss && loss.scheme() == Scheme.CORRECT_PERMANENTLY) {
      return new PermanentCorrections(loss, data.observed(), data.train(), config.batchSize());
    }
    throw new IllegalArgumentException(
        "estimates=corrections goes with large-loss-permanent-correction, not with "
            + objective.name());
  }

  Training training() {
    return training;
  }

  Dataset data() {
    return data;
  }

  long seed() {
    return config.seed();
  }

  /** Whether the learner draws images class by class where it has the choice. */
  boolean drawsByClass() {
    return config.replay().classAware();
  }

  /** An image arrives, with the labels that are given. */
  void arrive(int image) {
    inputs.arrive(training, image, data.observed().row(image));
  }

  /** Trains on these images. */
  void step(List<String> ids) {
    Instant begin = clock.instant();
    estimates.before(ids).forEach(training::accept);
    finish(training.step(ids), begin);
  }

  /** Trains on images that the learner chooses among those that have arrived. */
  void step() {
    Instant begin = clock.instant();
    finish(training.step(true), begin);
  }

  private void finish(List<Prediction> predictions, Instant begin) {
    for (SoftLabels labels : estimates.after(predictions)) {
      training.accept(labels);
    }
    busy = busy.plus(Duration.between(begin, clock.instant()));
    trained += predictions.size();
    predictions.forEach(this::count);
  }

  private void count(Prediction prediction) {
    float[] probabilities = new float[prediction.getProbabilitiesCount()];
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = prediction.getProbabilities(k);
    }
    gap.add(probabilities, data.observed().row(ImageIds.row(prediction.getId())));
  }

  /** A new epoch begins. */
  void beginEpoch() {
    gap = new ProbabilityGap();
  }

  /** Validation mAP of the weights as they are, in percent. */
  double validate() {
    float[] scores = inputs.score(training, config, data.validation());
    return Scores.map(scores, data.truth(), data.validation());
  }

  /** Test mAP of the weights as they are, in percent. */
  double test() {
    float[] scores = inputs.score(training, config, data.test());
    return Scores.map(scores, data.truth(), data.test());
  }

  /** Measures everything else at this point. */
  RunResult measure(int epoch, double validationMap) {
    float[] scores = inputs.score(training, config, data.test());
    return new RunResult(
        config.optimiser().learningRate(),
        config.seed(),
        epoch,
        validationMap,
        Scores.of(scores, data.truth(), data.test(), trainingCounts),
        EstimateQuality.map(estimates, data),
        gap.gap(),
        0,
        0);
  }

  /** A result with what the whole run took. */
  RunResult finished(RunResult best) {
    return new RunResult(
        best.learningRate(),
        best.seed(),
        best.epoch(),
        best.validationMap(),
        best.test(),
        best.estimateMap(),
        gap.gap(),
        busy.toNanos() / 1e9,
        trained);
  }
}
