package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.Configuration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointLockTest {
  @TempDir Path directory;

  @Test
  @DisplayName("a learner does not start on checkpoints that another one works on")
  void shouldNotStartOnCheckpointsInUse() throws Exception {
    shouldNotStartBeside(directory.resolve("checkpoints"));
  }

  @Test
  @DisplayName("a learner does not start on a data directory that another one works on")
  void shouldNotStartOnDataInUse() throws Exception {
    shouldNotStartBeside(directory.resolve("data/learner"));
  }

  // It fails before it looks for a broker, and there is none.
  private void shouldNotStartBeside(Path inUse) throws Exception {
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of(
                "data-dir", directory.resolve("data").toString(),
                "learner.checkpoints", directory.resolve("checkpoints").toString()),
            Map.of());
    LearnerConfig config = LearnerConfig.from(configuration.section("learner"));
    try (DirectoryLock held = DirectoryLock.hold(inUse);
        Learner learner = new Learner(config, configuration, new SimpleMeterRegistry())) {
      assertThat(held.directory()).isEqualTo(inUse);
      learner.start();
      assertThatThrownBy(() -> learner.termination().get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another learner is at work in " + inUse);
      assertThat(learner.status()).contains(inUse.toString());
    }
  }

  @Test
  @DisplayName("a directory let go of can be held again")
  void shouldLetGo() throws Exception {
    DirectoryLock.hold(directory).close();
    DirectoryLock.hold(directory).close();
    try (DirectoryLock held = DirectoryLock.hold(directory)) {
      assertThat(held.directory()).isEqualTo(directory);
      assertThatThrownBy(() -> DirectoryLock.hold(directory))
          .hasMessageContaining(directory.toString());
    }
  }

  @Test
  @DisplayName("the lock is no checkpoint, and stays when old checkpoints go")
  void shouldOutlastRetention() throws Exception {
    Checkpoints checkpoints = new Checkpoints(directory);
    try (DirectoryLock held = DirectoryLock.hold(directory)) {
      assertThat(held.directory()).isEqualTo(directory);
      assertThat(checkpoints.names()).isEmpty();
      checkpoints.retain(0, name -> false);
      assertThat(directory.resolve(".lock")).isRegularFile();
    }
  }
}
