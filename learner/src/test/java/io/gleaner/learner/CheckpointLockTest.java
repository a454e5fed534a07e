package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.ConfigurationException;
import io.gleaner.protocol.DirectoryLock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    try (DirectoryLock held = DirectoryLock.tryHold(inUse).orElseThrow();
        Learner learner = learner(directory.resolve("checkpoints"))) {
      assertThat(held.directory()).isEqualTo(inUse);
      learner.start();
      assertThatThrownBy(() -> learner.termination().get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another learner is at work in " + inUse);
      assertThat(learner.status()).contains(inUse.toString());
    }
  }

  private Learner learner(Path checkpoints) {
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of(
                "data-dir", directory.resolve("data").toString(),
                "learner.checkpoints", checkpoints.toString()),
            Map.of());
    LearnerConfig config = LearnerConfig.from(configuration.section("learner"));
    return new Learner(config, configuration, new SimpleMeterRegistry());
  }

  @ParameterizedTest(name = "data/{0}")
  @ValueSource(strings = {"learner", "learner/replay", "link"})
  @DisplayName("a learner refuses checkpoints where its replay buffer is cleared away")
  void shouldRefuseCheckpointsInItsReplayBuffer(String checkpoints) throws Exception {
    Path own = Files.createDirectories(directory.resolve("data/learner"));
    Files.createSymbolicLink(directory.resolve("data/link"), own);
    Path wanted = directory.resolve("data").resolve(checkpoints);
    try (Learner learner = learner(wanted)) {
      learner.start();
      assertThatThrownBy(() -> learner.termination().get(30, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(ConfigurationException.class)
          .hasMessageContaining("gleaner.learner.checkpoints is " + wanted);
    }
  }

  @Test
  @DisplayName("the lock is no checkpoint, and stays when old checkpoints go")
  void shouldOutlastRetention() throws Exception {
    Checkpoints checkpoints = new Checkpoints(directory);
    try (DirectoryLock held = DirectoryLock.tryHold(directory).orElseThrow()) {
      assertThat(held.directory()).isEqualTo(directory);
      assertThat(checkpoints.names()).isEmpty();
      checkpoints.retain(0, name -> false);
      assertThat(directory.resolve(".lock")).isRegularFile();
    }
  }
}
