package io.gleaner.learner;

import io.gleaner.protocol.v1.ModelVersion.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/**
 * What operators see of the learner. Every step is counted once as done or skipped; a step's time
 * is the sum of its parts.
 */
final class LearnerMeters {
  private static final String PREFIX = "gleaner.learner.";
  private static final List<Status> JUDGED =
      List.of(Status.PROMOTED, Status.UNGATED, Status.REJECTED);

  private final MeterRegistry registry;
  private final Counter steps;
  private final Counter skipped;
  private final Counter images;
  private final Counter arrived;
  private final Counter replaced;
  private final Counter deleted;
  private final Counter outdated;
  private final Counter rejected;
  private final Counter failedCheckpoints;
  private final Counter rollbacks;
  private final Timer fill;
  private final Timer forward;
  private final Timer objective;
  private final Timer backward;
  private final Timer optimiser;
  private final Timer checkpoint;
  private final DistributionSummary gradientNorm;
  private final DistributionSummary replayAge;
  private final AtomicReference<Double> loss = new AtomicReference<>(Double.NaN);
  private final AtomicReference<Double> learningRate = new AtomicReference<>(0.0);
  private final AtomicReference<Double> gammaNegative = new AtomicReference<>(Double.NaN);
  private final HoldoutMeters holdout;
  private final Map<Status, Counter> judged = new EnumMap<>(Status.class);
  private final AtomicLong replayImages = new AtomicLong();
  private final AtomicLong replayBytes = new AtomicLong();
  private final AtomicLong staleness = new AtomicLong();
  private final AtomicLong modelStep = new AtomicLong();
  private final AtomicReference<ToDoubleFunction<StoreFigure>> store =
      new AtomicReference<>(figure -> Double.NaN);

  LearnerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.steps = counter("steps", "steps that moved the weights");
    this.skipped = counter("steps.skipped", "steps given up because a number was not finite");
    this.images = counter("images", "images trained on, each time it counts");
    this.arrived = counter("samples", "samples taken in");
    this.replaced = counter("samples.replaced", "samples that replaced a known image's pixels");
    this.deleted = counter("samples.deleted", "deletions");
    this.outdated = counter("soft.labels.outdated", "soft labels not newer than what was held");
    this.rejected = counter("rejected", "records that could not be used");
    this.failedCheckpoints = counter("checkpoints.failed", "checkpoints that were not written");
    this.rollbacks = counter("rollbacks", "times training went back to an earlier checkpoint");
    this.fill = part("fill");
    this.forward = part("forward");
    this.objective = part("objective");
    this.backward = part("backward");
    this.optimiser = part("optimiser");
    this.checkpoint =
        Timer.builder(PREFIX + "checkpoint")
            .description("time to write a checkpoint and judge it")
            .register(registry);
    this.gradientNorm =
        DistributionSummary.builder(PREFIX + "gradient.norm")
            .description("norm of a step's gradient before it is clipped")
            .register(registry);
    this.replayAge =
        DistributionSummary.builder(PREFIX + "replay.age")
            .description("how many steps ago an image that is drawn again was trained on last")
            .baseUnit("steps")
            .register(registry);
    number("loss", "loss of the newest batch", loss);
    number("learning.rate", "learning rate of the newest step", learningRate);
    number("gamma.negative", "focusing of negatives, where the objective adapts it", gammaNegative);
    this.holdout = new HoldoutMeters(PREFIX, registry);
    for (Status status : JUDGED) {
      judged.put(
          status,
          Counter.builder(PREFIX + "checkpoints")
              .description("checkpoints by what was decided on them")
              .tag("status", status.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    count("replay.images", "training images held", replayImages).register(registry);
    count("replay.bytes", "bytes of training images held", replayBytes)
        .baseUnit("bytes")
        .register(registry);
    for (StoreFigure figure : StoreFigure.values()) {
      Gauge.builder(
              PREFIX + "replay.store." + figure.meter(),
              store,
              open -> Objects.requireNonNull(open.get()).applyAsDouble(figure))
          .description(figure.description())
          .baseUnit("bytes")
          .register(registry);
    }
    count("staleness", "steps that the label-estimator is behind", staleness)
        .baseUnit("steps")
        .register(registry);
    count("model.step", "steps trained, over restarts too", modelStep).register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).register(registry);
  }

  private Timer part(String name) {
    return Timer.builder(PREFIX + "step")
        .description("time of one part of a step")
        .tag("part", name)
        .register(registry);
  }

  private void number(String name, String description, AtomicReference<Double> value) {
    Gauge.builder(PREFIX + name, value, AtomicReference::get)
        .description(description)
        .register(registry);
  }

  private static Gauge.Builder<AtomicLong> count(
      String name, String description, AtomicLong value) {
    return Gauge.builder(PREFIX + name, value, AtomicLong::get).description(description);
  }

  /** Monotonic time, for the parts below. */
  long now() {
    return registry.config().clock().monotonicTime();
  }

  private long until(Timer timer, long begin) {
    long end = now();
    timer.record(end - begin, TimeUnit.NANOSECONDS);
    return end;
  }

  /** Each part takes when it began and returns when it ended. */
  long fill(long begin) {
    return until(fill, begin);
  }

  long forward(long begin) {
    return until(forward, begin);
  }

  long objective(long begin) {
    return until(objective, begin);
  }

  long backward(long begin) {
    return until(backward, begin);
  }

  long optimiser(long begin) {
    return until(optimiser, begin);
  }

  void checkpoint(long begin) {
    until(checkpoint, begin);
  }

  void stepped(int batch, double batchLoss, double norm, double rate) {
    steps.increment();
    images.increment(batch);
    loss.set(batchLoss);
    gradientNorm.record(norm);
    learningRate.set(rate);
  }

  /** γ₋ of adaptive asymmetry. */
  void focusing(double gamma) {
    gammaNegative.set(gamma);
  }

  /** An image is drawn again. */
  void replayed(long stepsAgo) {
    replayAge.record((double) stepsAgo);
  }

  void skipped() {
    skipped.increment();
  }

  void arrived() {
    arrived.increment();
  }

  void replaced() {
    replaced.increment();
  }

  void deleted() {
    deleted.increment();
  }

  void outdated() {
    outdated.increment();
  }

  void rejected() {
    rejected.increment();
  }

  void checkpointFailed() {
    failedCheckpoints.increment();
  }

  void rolledBack() {
    rollbacks.increment();
  }

  void replay(long heldImages, long heldBytes) {
    replayImages.set(heldImages);
    replayBytes.set(heldBytes);
  }

  /** The store of the replay buffer, from now on. */
  void store(ToDoubleFunction<StoreFigure> opened) {
    store.set(opened);
  }

  /** Where the model stands, over restarts too, and how far the label-estimator is behind it. */
  void position(long step, long stale) {
    modelStep.set(step);
    staleness.set(stale);
  }

  /** The figures of the newest checkpoint that was not rejected. */
  HoldoutMeters holdout() {
    return holdout;
  }

  /** Promoted, ungated or rejected. */
  void judged(Status status) {
    Objects.requireNonNull(judged.get(status)).increment();
  }
}
