package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.demo.DataDirectory.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private static final Identity DEFAULTS = new Identity(1, 100);

  @TempDir Path path;

  @Test
  void shouldGoOnWithTheSamePicturesWithoutBeingTold() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path)) {
      directory.identity(Optional.of(7L), Optional.of(50), DEFAULTS);
      assertThat(directory.identity(Optional.empty(), Optional.empty(), DEFAULTS))
          .isEqualTo(new Identity(7, 50));
    }
  }

  @Test
  void shouldRefuseOtherPicturesInTheSameDirectory() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path)) {
      directory.identity(Optional.empty(), Optional.empty(), DEFAULTS);
      assertThatThrownBy(() -> directory.identity(Optional.of(2L), Optional.empty(), DEFAULTS))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("a demo of 100 images with seed 1")
          .hasMessageContaining("--data");
    }
  }

  @Test
  void shouldLetOneDemoAtATimeUseIt() throws IOException {
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThatThrownBy(() -> DataDirectory.open(held.path()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("another demo");
    }
    DataDirectory.open(path).close();
  }
}
