package io.gleaner.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

  @TempDir Path directory;

  @Test
  @DisplayName("a directory is held once, and can be held again when it was let go of")
  void shouldHoldOnce() throws Exception {
    Path fresh = directory.resolve("made/here");
    try (DirectoryLock held = DirectoryLock.tryHold(fresh).orElseThrow()) {
      assertThat(held.directory()).isEqualTo(fresh).isDirectory();
      assertThat(DirectoryLock.tryHold(fresh)).isEmpty();
    }
    DirectoryLock.tryHold(fresh).orElseThrow().close();
    DirectoryLock.tryHold(fresh).orElseThrow().close();
  }
}
