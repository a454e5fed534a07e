package io.gleaner.protocol;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process's hold on a directory. The operating system lets go of it when the process ends,
 * however it ends; the file stays.
 */
public final class DirectoryLock implements AutoCloseable {

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
   * @return empty if it is held already, by another process or within this one
   */
  public static Optional<DirectoryLock> tryHold(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) != null) {
        return Optional.of(new DirectoryLock(directory, channel));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
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
  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
