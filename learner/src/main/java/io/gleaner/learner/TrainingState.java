package io.gleaner.learner;

import java.util.ArrayList;
import java.util.List;

/**
 * What a resume needs beside weights and replay buffer. There is no random state: every draw is a
 * function of seed and step.
 *
 * @param step steps begun
 * @param updates steps that moved the weights
 * @param frozen whether the backbone was frozen in the newest step: its moments are none then
 * @param trained images trained on, each as often as it was
 * @param fresh ids of images that wait for their first training, in order
 * @param freshCredit how many fresh images the next batch may take, with its fraction
 * @param appliedStep newest of our steps that the label-estimator is known to have applied
 * @param priors class probabilities that unseen rows start from, of version {@code priorVersion}
 * @param kappa κ of that version
 * @param priorMeans running soft counts, over {@code priorImages} images
 * @param objective what the objective has learnt from the batches
 */
record TrainingState(
    long lineage,
    long step,
    long updates,
    boolean frozen,
    long trained,
    List<String> fresh,
    double freshCredit,
    long appliedStep,
    long priorVersion,
    List<Float> priors,
    double kappa,
    List<Double> priorMeans,
    double priorImages,
    ObjectiveState objective) {

  /** Nothing trained yet. */
  static TrainingState beginning(
      LearnerConfig config, int classes, long lineage, long priorVersion) {
    RunningPriors priors = RunningPriors.uniform(classes, config.kappa());
    return new TrainingState(
        lineage,
        0,
        0,
        config.regime().frozen(1),
        0,
        List.of(),
        0,
        0,
        priorVersion,
        box(priors.priors()),
        config.kappa(),
        priors.means(),
        priors.images(),
        TrainingObjective.beginning(config));
  }

  static List<Float> box(float[] values) {
    List<Float> boxed = new ArrayList<>(values.length);
    for (float value : values) {
      boxed.add(value);
    }
    return boxed;
  }
}
