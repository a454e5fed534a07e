package io.gleaner.learner;

import io.gleaner.learner.Checkpoints.Restored;
import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.LabelSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a learner begins: from the newest checkpoint that is whole, or, without one, a new lineage.
 *
 * @param offsets where to read on, by topic and partition; empty for a new lineage
 * @param resumed the checkpoint it goes on from
 */
record LearnerStart(
    Training training, Map<String, Map<Integer, Long>> offsets, Optional<CheckpointName> resumed) {
  private static final Logger LOG = LoggerFactory.getLogger(LearnerStart.class);

  /**
   * Begins.
   *
   * @param replay directory of the replay buffer; what is in it is of an unknown moment and goes
   * @throws IllegalStateException if the newest checkpoint is of another network
   */
  static LearnerStart from(
      LearnerConfig config,
      LabelSpace labelSpace,
      Checkpoints checkpoints,
      ModelHistory models,
      Path replay,
      LearnerMeters meters)
      throws IOException {
    Optional<Restored> newest = checkpoints.newest();
    DurableFiles.delete(replay);
    if (newest.isEmpty()) {
      long lineage = models.highestLineage() + 1;
      LOG.info("No checkpoint: lineage {} begins with fresh weights", lineage);
      TrainingState beginning =
          TrainingState.beginning(
              config, labelSpace.size(), lineage, models.highestPriorVersion() + 1);
      Training training = new Training(config, labelSpace.size(), replay, beginning, meters);
      return new LearnerStart(training, Map.of(), Optional.empty());
    }
    Restored restored = newest.get();
    requireSameNetwork(config, restored);
    DurableFiles.linkStore(restored.replay(), replay);
    TrainingState state = restored.state().training();
    Training training = new Training(config, labelSpace.size(), replay, state, meters);
    training.resume(restored.weights(), state);
    long last = checkpoints.names().get(0).lineage();
    // A later lineage that began in another directory is another learner, and ends this one.
    if (last > restored.name().lineage() && last >= models.highestLineage()) {
      training.rollBack(last + 1, restored.weights(), state);
    }
    LOG.info("Lineage {} goes on from checkpoint {}", training.lineage(), restored.name());
    return new LearnerStart(training, restored.state().offsets(), Optional.of(restored.name()));
  }

  private static void requireSameNetwork(LearnerConfig config, Restored restored) {
    var made = restored.manifest().network();
    var wanted = config.network();
    if (!made.backbone().equals(wanted.backbone()) || !made.head().equals(wanted.head())) {
      throw new IllegalStateException(
          "checkpoint %s holds %s, but the configuration says %s: set gleaner.learner.network back, or gleaner.learner.checkpoints to another directory"
              .formatted(restored.name(), made, wanted));
    }
  }
}
