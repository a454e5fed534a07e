package io.gleaner.learner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One learner's hold on a directory. The operating system lets go of it when the process ends,
 * however it ends; the file stays.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE_NAME = ".lock";

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes hold of a directory, which is made if it is not there.
   *
   * @throws IllegalStateException if another learner holds it
   */
  static DirectoryLock hold(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new IllegalStateException(
            "another learner is at work in %s: stop it, or give this one directories of its own"
                .formatted(directory));
      }
      return new DirectoryLock(directory, channel);
    } catch (IOException | IllegalStateException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held within this process.
      return null;
    }
  }

  /** What is held. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
