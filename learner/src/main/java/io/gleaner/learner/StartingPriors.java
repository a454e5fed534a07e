package io.gleaner.learner;

/**
 * The class priors that unseen rows start from: a published version, and the running soft counts
 * that the next one is taken from.
 */
final class StartingPriors {
  private final RunningPriors running;
  private final PriorCounter counter;
  private float[] priors;
  private long version;

  /** Goes on from what was saved; a class that has come since starts at κ/K. */
  StartingPriors(LearnerConfig config, int classes, ReplayBuffer buffer, TrainingState state) {
    RunningPriors uniform = RunningPriors.uniform(classes, config.kappa());
    this.running = RunningPriors.resume(state.priorMeans(), state.priorImages(), uniform);
    this.counter = new PriorCounter(config, buffer, running, classes);
    this.version = state.priorVersion();
    this.priors = uniform.priors();
    for (int k = 0; k < state.priors().size(); k++) {
      this.priors[k] = state.priors().get(k);
    }
  }

  /** Counts a step's batch, before its fresh images are admitted. */
  void count(TrainingBatch batch, long step) {
    counter.count(batch, step, priors);
  }

  /** Makes the counts of now the next version. */
  void renew(long newVersion) {
    priors = running.priors();
    version = newVersion;
  }

  /** [K]; not to be changed. */
  float[] values() {
    return priors;
  }

  long version() {
    return version;
  }

  RunningPriors running() {
    return running;
  }
}
