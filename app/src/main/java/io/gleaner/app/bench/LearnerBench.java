package io.gleaner.app.bench;

import com.sun.management.ThreadMXBean;
import com.typesafe.config.Config;
import io.gleaner.learner.Training;
import io.gleaner.protocol.v1.Prediction;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the learner's own steps on images without meaning: what the loop does for a step but for
 * Kafka, and the label-estimator's update of the batch's rows.
 */
final class LearnerBench {

  private static final List<String> INCLUDED =
      List.of(
          "draw the batch from the replay buffer",
          "label rows and features or pixels of the batch",
          "forward pass",
          "objective",
          "backward pass",
          "gradient clipping, schedule, optimiser, running average of the weights",
          "running class priors",
          "one prediction record an image",
          "the estimates' closed-form step on each row, rounded to 8 bits",
          "soft labels taken in, also to the replay buffer on disk");

  private static final List<String> PARTS =
      List.of("forward", "objective", "backward", "optimiser");
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final LearnerBenchSettings settings;
  private final Config defaults;
  private final Path directory;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long estimatesNanos;

  /**
   * Prepares a run.
   *
   * @param defaults section {@code gleaner.learner}
   * @param directory empty, for the replay buffer
   */
  LearnerBench(LearnerBenchSettings settings, Config defaults, Path directory) {
    this.settings = settings;
    this.defaults = defaults;
    this.directory = directory;
  }

  LearnerBenchResult run() throws IOException {
    EstimateTable table =
        new EstimateTable(settings.images(), settings.classes(), LearnerBenchSettings.KAPPA);
    try (Training training =
        Training.begin(settings.learner(defaults), settings.classes(), directory, 1, 1, registry)) {
      BenchImages.arrive(training, settings, table);
      while (training.waiting() > 0) {
        step(training, table, false);
      }
      for (int i = 0; i < settings.warmUp(); i++) {
        step(training, table, true);
      }
      return measure(training, table);
    }
  }

  private void step(Training training, EstimateTable table, boolean replay) {
    List<Prediction> predictions = training.step(replay);
    long begin = System.nanoTime();
    for (Prediction prediction : predictions) {
      training.accept(table.after(prediction));
    }
    estimatesNanos += System.nanoTime() - begin;
  }

  private LearnerBenchResult measure(Training training, EstimateTable table) throws IOException {
    double warm = ResidentSet.mib();
    Map<String, Double> before = parts();
    long beginAllocated = THREADS.getCurrentThreadAllocatedBytes();
    long beginCpu = cpuNanos();
    long begin = System.nanoTime();
    for (int i = 0; i < settings.steps(); i++) {
      step(training, table, true);
    }
    double cpuSeconds = (cpuNanos() - beginCpu) / 1e9;
    double seconds = (System.nanoTime() - begin) / 1e9;
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - beginAllocated;
    Map<String, Double> after = parts();
    Map<String, Double> perStep = new LinkedHashMap<>();
    after.forEach(
        (part, time) ->
            perStep.put(part, (time - before.getOrDefault(part, 0.0)) / settings.steps()));
    double known = perStep.values().stream().mapToDouble(Double::doubleValue).sum();
    perStep.put("rest", seconds * 1e6 / settings.steps() - known);
    return new LearnerBenchResult(
        settings.regime(),
        settings.linear() ? "none" : settings.backbone(),
        settings.head(),
        settings.features(),
        settings.classes(),
        settings.batch(),
        settings.images(),
        settings.objective(),
        settings.optimiser(),
        settings.inMemory(),
        settings.threads(),
        settings.steps(),
        settings.steps() / seconds,
        settings.steps() * settings.batch() / seconds,
        settings.steps() / cpuSeconds,
        INCLUDED,
        perStep,
        (double) allocated / settings.steps(),
        heapMib(),
        warm,
        ResidentSet.mib());
  }

  private Map<String, Double> parts() {
    Map<String, Double> times = new LinkedHashMap<>();
    times.put("decode", microseconds("fill"));
    PARTS.forEach(part -> times.put(part, microseconds(part)));
    times.put("estimates", estimatesNanos / 1e3);
    return times;
  }

  private double microseconds(String part) {
    Timer timer = registry.get("gleaner.learner.step").tag("part", part).timer();
    return timer.totalTime(TimeUnit.NANOSECONDS) / 1e3;
  }

  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static double heapMib() {
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / BYTES_PER_MIB;
  }
}
