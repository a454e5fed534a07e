package io.gleaner.app.submission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads images below one directory, and nothing outside it, whatever a listing names. */
final class ImageFiles {

  /** A file that cannot be sent. */
  static final class UnusableFileException extends Exception {
    private final Skip.Reason reason;

    UnusableFileException(Skip.Reason reason, String detail) {
      super(detail);
      this.reason = reason;
    }

    Skip skip(String where) {
      return new Skip(where, reason, String.valueOf(getMessage()));
    }
  }

  private final Path directory;
  private final long maxBytes;

  /**
   * Files below a directory.
   *
   * @param maxBytes largest file that is read
   */
  ImageFiles(Path directory, long maxBytes) throws IOException {
    this.directory = directory.toRealPath();
    this.maxBytes = maxBytes;
  }

  /** The bytes of one file. */
  byte[] read(String name) throws UnusableFileException {
    Path file = resolve(name);
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw new UnusableFileException(Skip.Reason.EMPTY_FILE, name);
      }
      if (size > maxBytes) {
        throw new UnusableFileException(
            Skip.Reason.TOO_LARGE,
            "%s has %d bytes, allowed are %d (gleaner.topics.max-message-bytes)"
                .formatted(name, size, maxBytes));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnusableFileException(Skip.Reason.UNREADABLE_FILE, name + ": " + e.getMessage());
    }
  }

  private Path resolve(String name) throws UnusableFileException {
    try {
      Path file = directory.resolve(name).normalize();
      if (!file.startsWith(directory)) {
        throw new UnusableFileException(Skip.Reason.OUTSIDE_DIRECTORY, name);
      }
      if (!Files.isRegularFile(file)) {
        throw new UnusableFileException(Skip.Reason.NO_SUCH_FILE, file.toString());
      }
      // Only now: a symbolic link may lead out of the directory too.
      if (!file.toRealPath().startsWith(directory)) {
        throw new UnusableFileException(
            Skip.Reason.OUTSIDE_DIRECTORY, name + " is a link out of it");
      }
      return file;
    } catch (InvalidPathException e) {
      throw new UnusableFileException(Skip.Reason.NO_SUCH_FILE, name + ": " + e.getReason());
    } catch (IOException e) {
      throw new UnusableFileException(Skip.Reason.UNREADABLE_FILE, name + ": " + e.getMessage());
    }
  }
}
