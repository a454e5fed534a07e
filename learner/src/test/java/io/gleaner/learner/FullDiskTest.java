package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.gleaner.network.CheckpointName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("On a full disk")
class FullDiskTest extends LoopFixture {
  // Nobody applies the predictions here: by default training would wait for that after 200 steps,
  // which a fast machine takes before RocksDB looks for room again.
  private static final String SETTINGS =
      "checkpoint.steps = 5, holdout.tolerance = 100, max-staleness = 100000";
  private boolean replayOnDisk;

  @Override
  Path replay() {
    return directory.resolve(replayOnDisk ? "disk/replay" : "replay");
  }

  // The replay buffer is what a checkpoint writes last: with more room, it is what does not fit.
  @ParameterizedTest(name = "{0} bytes left, replay buffer there too: {1}")
  @CsvSource({"40000, false", "40000, true", "3342000, true", "3346000, true", "3350000, true"})
  @DisplayName("a checkpoint fails and alerts, training goes on, and the next one is whole again")
  void shouldGoOnTraining(long left, boolean replayThere) throws Exception {
    replayOnDisk = replayThere;
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 256);
        CapturedLog log = new CapturedLog(CheckpointCycle.class)) {
      Path root = disk.root().resolve("checkpoints");
      LearnerLoop loop = loop(TestConfig.with(SETTINGS), root);
      holdoutArrives(30);
      arrive(100);
      turns(loop, 5);
      assertThat(count("checkpoints.failed")).isZero();
      disk.fill(left);
      for (int i = 0; i < 4; i++) {
        arrive(40);
        turns(loop, 5);
      }
      // Of four, the first may still fit.
      assertThat(count("checkpoints.failed")).isBetween(3.0, 4.0);
      assertThat(log.lines(Level.ERROR))
          .hasSize((int) count("checkpoints.failed"))
          .allMatch(line -> line.contains("No space left") && line.contains("check the disk"));
      assertThat(predictions().get(predictions().size() - 1).getStep()).isEqualTo(25);
      assertThat(unfinished(root)).isEmpty();
      disk.free();
      // RocksDB looks every five seconds whether there is room for a whole write buffer, 64 MiB.
      await()
          .atMost(1, TimeUnit.MINUTES)
          .until(
              () -> {
                arrive(10);
                turns(loop, 5);
                return new Checkpoints(root).names().get(0).step() > 25;
              });
      CheckpointName newest = new Checkpoints(root).newest().orElseThrow().name();
      assertThat(newest.step()).isGreaterThan(25);
      stopped();
      loop(TestConfig.with(SETTINGS), root).turn();
      assertThat(predictions().get(predictions().size() - 1).getStep())
          .isEqualTo(newest.step() + 1);
      // Open files would keep the disk from going away.
      close();
      open.clear();
    }
  }

  private static Stream<Path> unfinished(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith(".writing"))
          .toList()
          .stream();
    }
  }

  private static void turns(LearnerLoop loop, int count) {
    for (int i = 0; i < count; i++) {
      loop.turn();
    }
  }
}
