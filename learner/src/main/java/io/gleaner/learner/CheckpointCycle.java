package io.gleaner.learner;

import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.learner.Checkpoints.Saved;
import io.gleaner.learner.PromotionGate.Decision;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.QualityReport;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens at a checkpoint: new class priors, saved, announced as a candidate, scored on the
 * holdout beside the best recent one, decided on, announced again. A failed save is counted and
 * announces nothing; training goes on.
 */
final class CheckpointCycle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCycle.class);

  private final LearnerConfig config;
  private final LabelSpace labelSpace;
  private final Training training;
  private final Checkpoints checkpoints;
  private final HoldoutEvaluation evaluation;
  private final PromotionGate gate;
  private final ModelHistory models;
  private final Outbox outbox;
  private final Clock clock;
  private final String samplesTopic;
  private @Nullable Map<String, Tensor> best;

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
    this.labelSpace = labelSpace;
    this.training = training;
    this.checkpoints = checkpoints;
    this.evaluation = new HoldoutEvaluation(training, config.device());
    this.gate = new PromotionGate(config.holdout().minImages(), config.holdout().tolerance());
    this.models = models;
    this.outbox = outbox;
    this.samplesTopic = samplesTopic;
    this.clock = clock;
  }

  /**
   * Says what this learner begins with, before its first prediction.
   *
   * @param resumed the checkpoint it goes on from; empty for a new lineage
   */
  void announce(Optional<CheckpointName> resumed, Map<String, Map<Integer, Long>> offsets)
      throws IOException {
    if (resumed.isEmpty() || !models.hasPriors(training.priorVersion())) {
      outbox.priors(LearnerReports.priors(training, config.kappa()));
    }
    if (resumed.isEmpty()) {
      claimLineage(offsets);
      return;
    }
    compareWithServed();
    CheckpointName name = resumed.get();
    // Stopped between writing the checkpoint and the last word on it.
    if (name.step() > 0 && config.mayServe(name.step()) && !models.decided(name)) {
      judge(new Saved(name, checkpoints.sha256(name)), offsets);
    }
  }

  // The number is taken before any prediction carries it, so that no other learner takes it too.
  private void claimLineage(Map<String, Map<Integer, Long>> offsets) {
    Optional<Saved> saved = save(offsets);
    CheckpointName name = new CheckpointName(training.lineage(), training.step());
    outbox.model(
        announcement(name, saved.map(Saved::sha256).orElse(""), offsets)
            .setStatus(Status.CANDIDATE)
            .setReason("fresh weights, nothing trained yet")
            .build());
  }

  private void compareWithServed() {
    Optional<CheckpointName> served = models.newestServed();
    if (served.isPresent()) {
      try {
        Optional<Map<String, Tensor>> weights =
            GrownWeights.of(checkpoints.parameters(served.get()), training.averagedWeights());
        if (weights.isEmpty()) {
          LOG.warn("No comparison with {}: it is of another network", served.get());
        }
        best = weights.orElse(null);
      } catch (IOException e) {
        LOG.warn("No comparison with {}: {}", served.get(), e.getMessage());
      }
    }
  }

  /**
   * Does everything for the training as it stands now.
   *
   * @return false if the checkpoint could not be saved
   */
  boolean run(Map<String, Map<Integer, Long>> offsets) {
    long begin = training.meters().now();
    outbox.flush();
    training.renewPriors(Math.max(training.priorVersion(), models.highestPriorVersion()) + 1);
    outbox.priors(LearnerReports.priors(training, config.kappa()));
    Optional<Saved> saved = save(offsets);
    saved.ifPresent(done -> judge(done, offsets));
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
    ModelVersion.Builder model = announcement(saved.name(), saved.sha256(), offsets);
    outbox.model(model.setStatus(Status.CANDIDATE).build());
    Map<String, Tensor> weights = training.averagedWeights();
    HoldoutQuality quality = evaluation.evaluate(weights);
    double bestMap = best == null ? Double.NaN : evaluation.evaluate(best).map();
    Decision decision = gate.decide(quality.map(), bestMap, quality.images());
    if (decision.status() != Status.REJECTED && !(quality.map() < bestMap)) {
      best = weights;
    }
    model.setStatus(decision.status()).setReason(decision.reason());
    model.setHoldoutImages(quality.images());
    if (!Double.isNaN(quality.map())) {
      model.setHoldoutMap(quality.map());
    }
    for (int k = 0; k < quality.thresholds().classes(); k++) {
      model.addThresholds(quality.thresholds().of(k));
    }
    outbox.model(model.build());
    report(quality);
    LOG.info("Checkpoint {} {}: {}", saved.name(), decision.status(), decision.reason());
    retain(decision.status() == Status.REJECTED ? null : saved.name());
  }

  private ModelVersion.Builder announcement(
      CheckpointName name, String sha256, Map<String, Map<Integer, Long>> offsets) {
    ModelVersion.Builder model =
        ModelVersion.newBuilder()
            .setLineage(name.lineage())
            .setStep(name.step())
            .setLabelSpaceVersion(labelSpace.version())
            .setCheckpoint(name.toString())
            .setSha256(sha256)
            .setPriorVersion(training.priorVersion())
            .setKappa(config.kappa())
            .setTimeMillis(clock.millis());
    new TreeMap<>(offsets.getOrDefault(samplesTopic, Map.of()))
        .forEach(
            (partition, offset) ->
                model.addSamplesOffsets(
                    ModelVersion.Offset.newBuilder().setPartition(partition).setOffset(offset)));
    return model;
  }

  private void report(HoldoutQuality quality) {
    training.meters().holdout(quality.map(), quality.gap(), quality.expectedPositives());
    LearnerReports reports = new LearnerReports(training, clock.millis());
    outbox.quality(reports.figure("learner-steps", (double) training.step(), training.size()));
    if (quality.images() == 0) {
      return;
    }
    outbox.quality(
        reports.figure("expected-positives", quality.expectedPositives(), quality.images()));
    if (!Double.isNaN(quality.gap())) {
      outbox.quality(reports.figure("probability-gap", quality.gap(), quality.images()));
    }
    if (!Double.isNaN(quality.map())) {
      QualityReport map = reports.figure("holdout-map", quality.map(), quality.images());
      outbox.quality(perClass(map.toBuilder(), quality.precision()));
    }
  }

  private QualityReport perClass(QualityReport.Builder report, MeanAveragePrecision precision) {
    for (int k = 0; k < precision.classes(); k++) {
      if (precision.positives(k) > 0) {
        report.addPerClass(
            QualityReport.PerClass.newBuilder()
                .setName(labelSpace.name(k))
                .setValue(precision.averagePrecision(k))
                .setSupport(precision.positives(k)));
      }
    }
    return report.build();
  }

  private void retain(@Nullable CheckpointName served) {
    Optional<CheckpointName> possiblyServed = Optional.ofNullable(served).or(models::newestServed);
    try {
      checkpoints.retain(
          config.checkpoint().retained(), possiblyServed.map(Set::of).orElseGet(Set::of));
    } catch (IOException e) {
      LOG.warn("Old checkpoints could not be deleted: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    evaluation.close();
  }
}
