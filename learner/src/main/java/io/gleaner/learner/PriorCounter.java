package io.gleaner.learner;

import io.gleaner.learner.Seeds.Purpose;
import java.util.List;

/**
 * Which images' estimates class priors are counted from: those trained on or, where replays are
 * drawn class by class, as many drawn uniformly in the replays' place. A prior is how often a class
 * comes, which re-balanced batches do not tell.
 */
final class PriorCounter {
  private final LearnerConfig config;
  private final ReplayBuffer buffer;
  private final RunningPriors priors;
  private final int classes;
  private final TrainingBatch uniform;

  PriorCounter(LearnerConfig config, ReplayBuffer buffer, RunningPriors priors, int classes) {
    this.config = config;
    this.buffer = buffer;
    this.priors = priors;
    this.classes = classes;
    this.uniform = new TrainingBatch(buffer, config.batchSize(), classes);
  }

  /**
   * Counts a step's batch, before its fresh images are admitted.
   *
   * @param current where rows without estimates stand
   */
  void count(TrainingBatch batch, long step, float[] current) {
    int replays = 0;
    for (int b = 0; b < batch.size(); b++) {
      if (config.replay().classAware() && !buffer.fresh(batch.ids().get(b))) {
        replays++;
      } else {
        count(batch, b);
      }
    }
    if (replays > 0) {
      List<String> drawn =
          buffer.drawUniformly(replays, Seeds.of(config.seed(), step, Purpose.PRIORS));
      uniform.fill(drawn, current);
      for (int b = 0; b < uniform.size(); b++) {
        count(uniform, b);
      }
    }
  }

  private void count(TrainingBatch batch, int b) {
    if (batch.row(b).estimated()) {
      priors.add(batch.labels().estimates(), b * classes);
    }
  }
}
