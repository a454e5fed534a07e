package io.gleaner.app.bench;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory of a bench's own, empty at first and gone at the end. */
final class ScratchDirectory implements AutoCloseable {

  private final Path path;

  private ScratchDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes a directory.
   *
   * @throws UsageException if there is something already
   */
  static ScratchDirectory create(Path path) throws IOException {
    if (Files.exists(path)) {
      throw new UsageException(
          "%s exists: remove it, or choose another directory with --data".formatted(path));
    }
    Files.createDirectories(path);
    return new ScratchDirectory(path);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
