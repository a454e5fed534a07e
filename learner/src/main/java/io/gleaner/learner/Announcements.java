package io.gleaner.learner;

import io.gleaner.evaluation.JackknifedPrecision;
import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/** What the learner says of its checkpoints, to {@code models} and {@code quality}. */
final class Announcements {
  private final LabelSpace labelSpace;
  private final Training training;
  private final ModelHistory models;
  private final Outbox outbox;
  private final String samplesTopic;
  private final Clock clock;

  Announcements(
      LabelSpace labelSpace,
      Training training,
      ModelHistory models,
      Outbox outbox,
      String samplesTopic,
      Clock clock) {
    this.labelSpace = labelSpace;
    this.training = training;
    this.models = models;
    this.outbox = outbox;
    this.samplesTopic = samplesTopic;
    this.clock = clock;
  }

  /** Publishes a model's record and takes it into the history once it is acknowledged. */
  void publish(ModelVersion.Builder model) {
    ModelVersion built = model.build();
    outbox.model(built);
    models.accept(built);
  }

  /** What is said of a model before it is judged. */
  ModelVersion.Builder candidate(
      CheckpointName name, String sha256, Map<String, Map<Integer, Long>> offsets) {
    ModelVersion.Builder model =
        ModelVersion.newBuilder()
            .setLineage(name.lineage())
            .setStep(name.step())
            .setLabelSpaceVersion(labelSpace.version())
            .setCheckpoint(name.toString())
            .setSha256(sha256)
            .setPriorVersion(training.priorVersion())
            .setKappa(training.kappa())
            .setNumber(models.numberFor(name))
            .setTimeMillis(clock.millis());
    new TreeMap<>(offsets.getOrDefault(samplesTopic, Map.of()))
        .forEach(
            (partition, offset) ->
                model.addSamplesOffsets(
                    ModelVersion.Offset.newBuilder().setPartition(partition).setOffset(offset)));
    return model;
  }

  /**
   * Sends the figures that a checkpoint was judged by, and shows them if it may be served: what is
   * watched is how good the tags are, and a rejected checkpoint gives none.
   */
  void report(HoldoutQuality quality, JackknifedPrecision precision, Status status) {
    LearnerReports reports = new LearnerReports(training, clock.millis(), status);
    outbox.quality(reports.figure("learner-steps", (double) training.step(), training.size()));
    if (quality.images() > 0) {
      HoldoutReports holdout = new HoldoutReports(reports, labelSpace::name, counts());
      holdout.of(quality, precision).forEach(outbox::quality);
      if (status != Status.REJECTED) {
        holdout.show(training.meters().holdout(), quality);
      }
    }
  }

  /** On how many of the images here each class is expected, by its prior. */
  private double[] counts() {
    float[] priors = training.priors();
    double[] counts = new double[priors.length];
    for (int k = 0; k < counts.length; k++) {
      counts[k] = (double) priors[k] * training.size();
    }
    return counts;
  }
}
