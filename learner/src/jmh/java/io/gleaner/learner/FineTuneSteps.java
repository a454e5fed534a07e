package io.gleaner.learner;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import io.gleaner.network.InvalidImageException;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The learner's own steps, {@link Training#step(List)}, on one batch of 16 pictures of noise with a
 * present label each, decoded before: 224×224, 80 classes, the learner's defaults otherwise.
 */
final class FineTuneSteps implements AutoCloseable {
  private static final int BATCH = 16;
  private static final int SIDE = 224;
  private static final int CLASSES = 80;
  private static final List<String> PARTS =
      List.of("fill", "forward", "objective", "backward", "optimiser");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> ids = IntStream.range(0, BATCH).mapToObj(String::valueOf).toList();
  private final Training training;

  FineTuneSteps(String backbone, String optimiser, int threads, Path directory) throws IOException {
    this.training =
        Training.begin(config(backbone, optimiser, threads), CLASSES, directory, 1, 1, registry);
    Random random = new Random(1);
    for (int i = 0; i < BATCH; i++) {
      arrive(ids.get(i), i, ByteString.copyFrom(Pictures.noise(SIDE, random)));
    }
  }

  private static LearnerConfig config(String backbone, String optimiser, int threads) {
    Map<String, Object> settings =
        Map.of(
            "network.backbone", backbone,
            "network.input-size", SIDE,
            "optimiser.name", optimiser,
            "batch-size", BATCH,
            "device", "cpu",
            "threads", threads);
    return LearnerConfig.from(
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseResources("reference.conf").getConfig("gleaner.learner"))
            .resolve());
  }

  private void arrive(String id, int present, ByteString jpeg) throws InvalidImageException {
    training.accept(
        Sample.newBuilder()
            .setId(id)
            .setJpeg(jpeg)
            .setRole(Role.TRAIN)
            .addPresent(present)
            .setLabelSpaceVersion(CLASSES)
            .build());
  }

  /** Makes so many steps. */
  StepTime time(int steps) {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long processor = process.getProcessCpuTime();
    long wall = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      if (training.step(ids).size() != BATCH) {
        throw new IllegalStateException("a step was skipped, as a number was not finite");
      }
    }
    return new StepTime(
        (System.nanoTime() - wall) / 1e9 / steps,
        (process.getProcessCpuTime() - processor) / 1e9 / steps);
  }

  /** Mean wall-clock milliseconds of each part of the steps so far. */
  String parts() {
    StringBuilder text = new StringBuilder();
    for (String part : PARTS) {
      double mean =
          registry
              .get("gleaner.learner.step")
              .tag("part", part)
              .timer()
              .mean(TimeUnit.MILLISECONDS);
      text.append(" %s %.1f".formatted(part, mean));
    }
    return text.toString();
  }

  @Override
  public void close() {
    training.close();
  }
}
