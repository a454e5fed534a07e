package io.gleaner.learner;

import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.learner.Seeds.Purpose;
import io.gleaner.network.Network;
import io.gleaner.objective.AdaptiveAsl;
import io.gleaner.objective.NonFiniteLogitsException;
import io.gleaner.protocol.v1.Prediction;
import java.util.List;

/** One batch forward, backward and into the weights; what the network thought of it. */
final class TrainingStep {
  private final LearnerConfig config;
  private final Passes passes;
  private final Backpropagation backpropagation;
  private final WeightUpdate weights;
  private final TrainingObjective objective;
  private final StartingPriors priors;
  private final TrainingBatch batch;
  private final SkippedSteps skipped;
  private final LearnerMeters meters;

  TrainingStep(
      LearnerConfig config,
      Network network,
      ReplayBuffer buffer,
      Passes passes,
      WeightUpdate weights,
      TrainingObjective objective,
      StartingPriors priors,
      LearnerMeters meters) {
    int classes = network.spec().classes();
    this.config = config;
    this.passes = passes;
    this.backpropagation =
        new Backpropagation(network.manager(), config.batchSize(), classes, meters);
    this.weights = weights;
    this.objective = objective;
    this.priors = priors;
    this.batch = new TrainingBatch(buffer, config.batchSize(), classes);
    this.skipped = new SkippedSteps(meters);
    this.meters = meters;
  }

  /**
   * Trains on a batch.
   *
   * @param members ids of training images
   * @param epoch pass over the images, from 1
   * @param begin when the step began, by the meters
   * @return a TRAIN prediction for each image; none if a number was not finite
   * @throws IllegalStateException if many steps in a row were not finite
   */
  List<Prediction> run(List<String> members, long lineage, long step, int epoch, long begin) {
    Pass pass = passes.of(step);
    batch.fill(members, priors.values());
    batch.labels().epoch(epoch);
    pass.fill(members, Seeds.of(config.seed(), step, Purpose.AUGMENTATION));
    meters.fill(begin);
    if (!train(pass, step)) {
      return List.of();
    }
    return TrainPredictions.of(
        batch, lineage, step, priors.version(), objective.eprGradient(batch.labels()));
  }

  private boolean train(Pass pass, long step) {
    JniUtils.setSeed(Seeds.of(config.seed(), step, Purpose.DROPOUT).nextLong());
    try {
      double loss = backpropagation.run(pass, batch.labels(), objective.objective());
      long begin = meters.now();
      double norm = weights.apply(pass.differentiatedByPyTorch());
      meters.optimiser(begin);
      if (Double.isFinite(norm)) {
        moved(loss, norm, step);
        return true;
      }
      skipped.add(step, "the gradient's norm is " + norm, batch.ids());
    } catch (NonFiniteLogitsException e) {
      skipped.add(step, String.valueOf(e.getMessage()), batch.ids());
    }
    return false;
  }

  private void moved(double loss, double norm, long step) {
    skipped.begin();
    meters.stepped(batch.size(), loss, norm, weights.learningRate());
    if (objective.objective() instanceof AdaptiveAsl adaptive) {
      meters.focusing(adaptive.gammaAbsent());
    }
    priors.count(batch, step);
  }

  /** The weights are others now: what was skipped before says nothing about them. */
  void beginAnew() {
    skipped.begin();
  }
}
