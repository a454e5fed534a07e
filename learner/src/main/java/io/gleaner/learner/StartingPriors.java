package io.gleaner.learner;

import io.gleaner.objective.QuantisedLogits;
import java.util.Arrays;

/**
 * The class priors that unseen rows start from: a published version, and the running soft counts
 * that the next one is taken from.
 */
final class StartingPriors {

  /** In logits: a prior of one in a hundred becomes one in sixty, or one in 165. */
  private static final double FAR = 0.5;

  private final RunningPriors running;
  private final PriorCounter counter;
  private float[] priors;
  private long version;
  private int classesOfVersion;

  /** Goes on from what was saved; a class that has come since starts at κ/K. */
  StartingPriors(LearnerConfig config, int classes, ReplayBuffer buffer, TrainingState state) {
    RunningPriors uniform = RunningPriors.uniform(classes, config.kappa());
    this.running = RunningPriors.resume(state.priorMeans(), state.priorImages(), uniform);
    this.counter = new PriorCounter(config, buffer, running, classes);
    this.version = state.priorVersion();
    this.priors = uniform.priors();
    this.classesOfVersion = state.priors().size();
    for (int k = 0; k < state.priors().size(); k++) {
      this.priors[k] = state.priors().get(k);
    }
  }

  /** Counts a step's batch, before its fresh images are admitted. */
  void count(TrainingBatch batch, long step) {
    counter.count(batch, step, priors);
  }

  /** Whether rows would start noticeably elsewhere by the counts of now. */
  boolean haveMoved() {
    return classesOfVersion < priors.length || apart(running.priors(), priors);
  }

  /**
   * Whether one class is far away, or all together by the step in which rows are kept. Some class
   * of hundreds is by such a step away at every moment, so that this alone is no reason.
   */
  static boolean apart(float[] now, float[] before) {
    double most = 0;
    double sum = 0;
    for (int k = 0; k < now.length; k++) {
      double move = Math.abs(logit(now[k]) - logit(before[k]));
      most = Math.max(most, move);
      sum += move;
    }
    return most >= FAR || sum >= now.length * QuantisedLogits.decode((byte) 1);
  }

  private static double logit(float probability) {
    return Math.log(probability / (1 - (double) probability));
  }

  /** Makes the counts of now the next version. */
  void renew(long newVersion) {
    classesOfVersion = priors.length;
    priors = running.priors();
    version = newVersion;
  }

  /** [K]; not to be changed. */
  float[] values() {
    return priors;
  }

  /** Those that the version holds: of the classes there were when it was published. */
  float[] ofVersion() {
    return Arrays.copyOf(priors, classesOfVersion);
  }

  long version() {
    return version;
  }

  RunningPriors running() {
    return running;
  }
}
