package io.gleaner.learner;

import io.gleaner.evaluation.Figure;
import io.gleaner.evaluation.JackknifedPrecision;
import io.gleaner.learner.Checkpoints.Restored;
import io.gleaner.learner.Checkpoints.Saved;
import io.gleaner.learner.PromotionGate.Decision;
import io.gleaner.network.CheckpointName;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens at a checkpoint: new class priors if they moved, saved, announced as a candidate,
 * scored on the holdout beside the best recent one, decided on, announced again; after too many
 * rejected ones training goes back to the best. A failed save is counted and announces nothing;
 * training goes on.
 */
final class CheckpointCycle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCycle.class);

  private final LearnerConfig config;
  private final Training training;
  private final Checkpoints checkpoints;
  private final HoldoutEvaluation evaluation;
  private final PromotionGate gate;
  private final BestRecent best;
  private final ModelHistory models;
  private final Outbox outbox;
  private final Announcements said;

  CheckpointCycle(
      LearnerConfig config,
      LabelSpace labelSpace,
      Training training,
      Checkpoints checkpoints,
      ModelHistory models,
      Outbox outbox,
      String samplesTopic,
      Clock clock) {
    this.config = config;
    this.training = training;
    this.checkpoints = checkpoints;
    this.evaluation = new HoldoutEvaluation(training);
    this.gate = new PromotionGate(config.holdout().minImages(), config.holdout().tolerance());
    this.models = models;
    this.best = new BestRecent(training, checkpoints, models, evaluation);
    this.outbox = outbox;
    this.said = new Announcements(labelSpace, training, models, outbox, samplesTopic, clock);
  }

  /**
   * Says what this learner begins with, before its first prediction.
   *
   * @param resumed the checkpoint it goes on from; empty for a new lineage
   */
  void announce(Optional<CheckpointName> resumed, Map<String, Map<Integer, Long>> offsets)
      throws IOException {
    if (resumed.isEmpty() || !models.hasPriors(training.priorVersion())) {
      outbox.priors(LearnerReports.priors(training));
    }
    CheckpointName name = new CheckpointName(training.lineage(), training.step());
    if (training.lineage() > models.highestLineage()) {
      claimLineage(
          resumed.filter(name::equals),
          resumed.map("goes on from %s"::formatted).orElse("fresh weights, nothing trained yet"),
          offsets);
    }
    if (resumed.filter(name::equals).isEmpty()) {
      return;
    }
    // Stopped between writing the checkpoint and the last word on it.
    Saved saved = new Saved(name, checkpoints.sha256(name));
    if (config.mayServe(name.step()) && !models.settled(name, saved.sha256())) {
      judge(saved, offsets);
    }
    rollBackIfDue(offsets);
  }

  // The number is taken before any prediction carries it, so that no other learner takes it too.
  private void claimLineage(
      Optional<CheckpointName> saved, String reason, Map<String, Map<Integer, Long>> offsets)
      throws IOException {
    CheckpointName name = new CheckpointName(training.lineage(), training.step());
    String sha256 =
        saved.isPresent() ? checkpoints.sha256(name) : save(offsets).map(Saved::sha256).orElse("");
    said.publish(
        said.candidate(name, sha256, offsets).setStatus(Status.CANDIDATE).setReason(reason));
  }

  /**
   * Does everything for the training as it stands now.
   *
   * @return false if the checkpoint could not be saved
   */
  boolean run(Map<String, Map<Integer, Long>> offsets) {
    long begin = training.meters().now();
    outbox.flush();
    if (training.priorsMoved()) {
      training.renewPriors(Math.max(training.priorVersion(), models.highestPriorVersion()) + 1);
      outbox.priors(LearnerReports.priors(training));
    }
    Optional<Saved> saved = save(offsets);
    if (saved.isPresent()) {
      judge(saved.get(), offsets);
      rollBackIfDue(offsets);
      retain();
    }
    training.meters().checkpoint(begin);
    return saved.isPresent();
  }

  /**
   * Saves and no more; what is left to do for this checkpoint is done at the next start.
   *
   * @throws IllegalStateException if a record sent before is not acknowledged; nothing is saved
   *     then, because the offsets would pass over what that record stands for
   */
  void saveForNextStart(Map<String, Map<Integer, Long>> offsets) {
    outbox.flush();
    save(offsets).ifPresent(saved -> LOG.info("Stops at checkpoint {}", saved.name()));
  }

  private Optional<Saved> save(Map<String, Map<Integer, Long>> offsets) {
    training.embedHoldout();
    try {
      return Optional.of(checkpoints.save(training, offsets));
    } catch (IOException e) {
      training.meters().checkpointFailed();
      LOG.error("{}; training goes on, check the disk", e.getMessage());
      return Optional.empty();
    }
  }

  /** Scores a saved checkpoint, decides on it and announces it. */
  private void judge(Saved saved, Map<String, Map<Integer, Long>> offsets) {
    ModelVersion.Builder model = said.candidate(saved.name(), saved.sha256(), offsets);
    said.publish(model.setStatus(Status.CANDIDATE));
    Map<String, Tensor> weights = training.averagedWeights();
    HoldoutQuality quality = evaluation.evaluate(weights);
    JackknifedPrecision precision = JackknifedPrecision.of(quality.scored());
    double bestMap = best.map();
    Decision decision = gate.decide(quality.map(), bestMap, quality.images());
    boolean better = decision.status() != Status.REJECTED && !(quality.map() < bestMap);
    model.setStatus(decision.status()).setReason(decision.reason());
    (better ? Optional.of(saved.name()) : best.name())
        .ifPresent(name -> model.setBestRecent(name.toString()));
    model.setHoldoutImages(quality.images());
    if (!Double.isNaN(quality.map())) {
      model.setHoldoutMap(quality.map());
    }
    if (precision.macro() instanceof Figure.Known known) {
      model.setHoldoutMapLower(known.lower()).setHoldoutMapUpper(known.upper());
    }
    for (int k = 0; k < quality.thresholds().classes(); k++) {
      model.addThresholds(quality.threshold(k, config.holdout().thresholdPositives()));
    }
    said.publish(model);
    if (better) {
      best.becomes(saved.name(), weights);
    }
    said.report(quality, precision, decision.status());
    training.meters().judged(decision.status());
    LOG.info("Checkpoint {} {}: {}", saved.name(), decision.status(), decision.reason());
  }

  /**
   * Gives training the best recent checkpoint's weights when the gate has rejected too many in a
   * row. The new lineage is claimed in topic and directory before anything is predicted under it.
   */
  private void rollBackIfDue(Map<String, Map<Integer, Long>> offsets) {
    int rejected = models.rejectedInARow(training.lineage());
    if (config.holdout().rollbackAfter() <= 0 || rejected < config.holdout().rollbackAfter()) {
      return;
    }
    Optional<CheckpointName> target = best.name();
    try {
      if (target.isPresent()) {
        rollBack(checkpoints.read(target.get()), rejected, offsets);
      } else {
        LOG.error("{} checkpoints rejected in a row, and no served one to go back to", rejected);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("Cannot go back to checkpoint {}: {}", target.get(), e.getMessage());
    }
  }

  private void rollBack(Restored to, int rejected, Map<String, Map<Integer, Long>> offsets) {
    long lineage = training.lineage();
    Map<String, Tensor> weights = training.weights().save();
    TrainingState state = training.state();
    training.rollBack(models.highestLineage() + 1, to.weights(), to.state().training());
    Optional<Saved> saved = save(offsets);
    if (saved.isEmpty()) {
      training.rollBack(lineage, weights, state);
      return;
    }
    String reason = "goes back to %s: %d rejected in a row".formatted(to.name(), rejected);
    said.publish(
        said.candidate(saved.get().name(), saved.get().sha256(), offsets)
            .setStatus(Status.CANDIDATE)
            .setReason(reason));
    training.meters().rolledBack();
    LOG.warn("Lineage {} {}", training.lineage(), reason);
  }

  private void retain() {
    Set<CheckpointName> kept = new HashSet<>();
    models.newestServed().ifPresent(kept::add);
    models.served().stream().limit(config.checkpoint().retained()).forEach(kept::add);
    best.name().ifPresent(kept::add);
    try {
      checkpoints.retain(
          config.checkpoint().retained(), name -> kept.contains(name) || keptForEver(name));
    } catch (IOException e) {
      LOG.warn("Old checkpoints could not be deleted: {}", e.getMessage());
    }
    models.takeNeverServed().forEach(outbox::deleteModel);
  }

  private boolean keptForEver(CheckpointName name) {
    int every = config.checkpoint().keepEvery();
    long number = models.number(name);
    return every > 0 && number > 0 && number % every == 0;
  }

  @Override
  public void close() {
    evaluation.close();
  }
}
