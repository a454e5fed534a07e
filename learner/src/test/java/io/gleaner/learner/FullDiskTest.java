package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On a full disk")
class FullDiskTest extends LoopFixture {
  private static final String SETTINGS = "checkpoint.steps = 5, holdout.tolerance = 100";

  @Test
  @DisplayName("a checkpoint fails and alerts, training goes on, and the next one is whole again")
  void shouldGoOnTraining() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 16);
        CapturedLog log = new CapturedLog(CheckpointCycle.class)) {
      Path root = disk.root().resolve("checkpoints");
      LearnerLoop loop = loop(TestConfig.with(SETTINGS), root);
      holdoutArrives(30);
      arrive(100);
      turns(loop, 5);
      assertThat(count("checkpoints.failed")).isZero();
      disk.fill(40_000);
      turns(loop, 20);
      assertThat(count("checkpoints.failed")).isEqualTo(4);
      assertThat(log.lines(Level.ERROR))
          .hasSize(4)
          .allMatch(line -> line.contains("No space left") && line.contains("check the disk"));
      assertThat(predictions().get(predictions().size() - 1).getStep()).isEqualTo(25);
      try (Stream<Path> entries = Files.list(root)) {
        assertThat(entries.map(p -> p.getFileName().toString()))
            .noneMatch(name -> name.startsWith(".writing"));
      }
      disk.free();
      turns(loop, 5);
      assertThat(count("checkpoints.failed")).isEqualTo(4);
      assertThat(new Checkpoints(root).newest().orElseThrow().name().step()).isEqualTo(30);
      // Open files would keep the disk from going away.
      close();
      open.clear();
    }
  }

  private static void turns(LearnerLoop loop, int count) {
    for (int i = 0; i < count; i++) {
      loop.turn();
    }
  }
}
