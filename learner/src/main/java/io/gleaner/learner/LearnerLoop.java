package io.gleaner.learner;

import io.gleaner.protocol.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Everything the training thread does, turn by turn: take in what has come, but no more samples
 * than there is room for; train a step; send what the network thought; write a checkpoint when it
 * is time.
 */
final class LearnerLoop {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration WAIT = Duration.ofMillis(50);

  private final LearnerConfig config;
  private final Training training;
  private final Intake intake;
  private final CheckpointCycle cycle;
  private final ModelHistory models;
  private final Outbox outbox;
  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> samples;
  private final Clock clock;
  private long lastSampleMillis;
  private long lastTriedMillis;
  private long lastTriedStep;
  private long lastSavedStep;
  private boolean paused;
  private volatile String status = "begins";

  LearnerLoop(
      LearnerConfig config,
      Training training,
      Intake intake,
      CheckpointCycle cycle,
      ModelHistory models,
      Outbox outbox,
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> samples,
      Clock clock) {
    this.config = config;
    this.training = training;
    this.intake = intake;
    this.cycle = cycle;
    this.models = models;
    this.outbox = outbox;
    this.consumer = consumer;
    this.samples = samples;
    this.clock = clock;
    this.lastSampleMillis = clock.millis();
    this.lastTriedMillis = clock.millis();
    this.lastTriedStep = training.step();
    this.lastSavedStep = training.step();
  }

  /** Assigns every partition of the inputs and goes to where the checkpoint was. */
  static List<TopicPartition> assign(
      Consumer<byte[], byte[]> consumer,
      Topics topics,
      Map<String, Map<Integer, Long>> offsets,
      long modelsPosition) {
    List<TopicPartition> samples = partitions(consumer, topics.samples());
    List<TopicPartition> inputs = new ArrayList<>(samples);
    inputs.addAll(partitions(consumer, topics.softLabels()));
    TopicPartition models = new TopicPartition(topics.models(), 0);
    List<TopicPartition> all = new ArrayList<>(inputs);
    all.add(models);
    consumer.assign(all);
    for (TopicPartition input : inputs) {
      Long offset = offsets.getOrDefault(input.topic(), Map.of()).get(input.partition());
      if (offset == null) {
        consumer.seekToBeginning(List.of(input));
      } else {
        consumer.seek(input, offset);
      }
    }
    consumer.seek(models, modelsPosition);
    return samples;
  }

  private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Runs until told otherwise, then saves if anything was learnt since the last checkpoint. */
  void run(BooleanSupplier goOn) {
    while (goOn.getAsBoolean()) {
      turn();
    }
    if (training.step() > lastSavedStep) {
      cycle.saveForNextStart(intake.offsets());
    }
  }

  /** One turn. */
  void turn() {
    Work work = work();
    takeIn(work == Work.NOTHING ? WAIT : Duration.ZERO);
    if (work == Work.NOTHING) {
      work = work();
    }
    if (work != Work.NOTHING) {
      outbox.predictions(training.step(work == Work.WITH_REPLAY));
    }
    if (checkpointDue()) {
      checkpoint();
    }
  }

  private enum Work {
    NOTHING,
    FRESH_ALONE,
    WITH_REPLAY
  }

  private Work work() {
    long step = training.step();
    int waiting = training.waiting();
    if (config.isLast(step)) {
      return nothing("trained the configured %d steps".formatted(step));
    }
    boolean idle = clock.millis() - lastSampleMillis >= IDLE.toMillis();
    if (step == 0 && training.size() < config.replay().minImages() && !idle) {
      return nothing("waits for images, has %d".formatted(training.size()));
    }
    if (training.staleness() > config.maxStaleness()) {
      return waiting >= config.batchSize()
          ? Work.FRESH_ALONE
          : nothing("step %d, waits for the label-estimator".formatted(step));
    }
    if (waiting > 0 || (config.replay().idle() && training.size() > 0)) {
      status = "trains, step %d, %d images".formatted(step, training.size());
      return Work.WITH_REPLAY;
    }
    return nothing("step %d, waits for images".formatted(step));
  }

  private Work nothing(String why) {
    status = why;
    return Work.NOTHING;
  }

  private void takeIn(Duration patience) {
    boolean full = training.room() == 0;
    if (full != paused) {
      if (full) {
        consumer.pause(samples);
      } else {
        consumer.resume(samples);
      }
      paused = full;
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      if (intake.accept(record)) {
        lastSampleMillis = clock.millis();
      }
    }
    if (models.highestLineage() > training.lineage()) {
      throw new IllegalStateException(
          "another learner has begun lineage %d; this one, of lineage %d, must not go on beside it: stop one of them"
              .formatted(models.highestLineage(), training.lineage()));
    }
  }

  private boolean checkpointDue() {
    long step = training.step();
    if (step == lastSavedStep || !config.mayServe(step)) {
      return false;
    }
    long age = clock.millis() - lastTriedMillis;
    if (age >= config.checkpoint().interval().toMillis()) {
      return true;
    }
    long steps = step - lastTriedStep;
    boolean bySteps = config.checkpoint().steps() > 0 && steps >= config.checkpoint().steps();
    return steps > 0 && (config.isLast(step) || bySteps);
  }

  private void checkpoint() {
    lastTriedStep = training.step();
    if (cycle.run(intake.offsets())) {
      lastSavedStep = training.step();
    }
    lastTriedMillis = clock.millis();
  }

  /** One line for people. */
  String status() {
    return status;
  }
}
