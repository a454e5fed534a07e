package io.gleaner.app.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A demo's directory: held by one process at a time, and always of the same pictures. */
final class DataDirectory implements AutoCloseable {

  /** Which pictures a directory is about. */
  record Identity(@JsonProperty("seed") long seed, @JsonProperty("images") int images) {}

  private static final String IDENTITY = "demo.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final DirectoryLock lock;

  private DataDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a directory, making it if need be.
   *
   * @throws UsageException if another process holds it
   */
  static DataDirectory open(Path path) throws IOException {
    return DirectoryLock.tryHold(path)
        .map(lock -> new DataDirectory(path, lock))
        .orElseThrow(
            () ->
                new UsageException(
                    "another demo runs on %s: stop it, or choose another directory with --data"
                        .formatted(path)));
  }

  Path path() {
    return path;
  }

  /**
   * The pictures that this directory is about: those of an earlier run, or those asked for.
   *
   * @throws UsageException if an earlier run was about others
   */
  Identity identity(Optional<Long> seed, Optional<Integer> images, Identity defaults)
      throws IOException {
    Path file = path.resolve(IDENTITY);
    if (!Files.exists(file)) {
      Identity fresh = new Identity(seed.orElse(defaults.seed()), images.orElse(defaults.images()));
      Path temporary = path.resolve(IDENTITY + ".tmp");
      JSON.writeValue(temporary.toFile(), fresh);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      return fresh;
    }
    Identity earlier = JSON.readValue(file.toFile(), Identity.class);
    if (seed.filter(s -> s != earlier.seed()).isPresent()
        || images.filter(n -> n != earlier.images()).isPresent()) {
      throw new UsageException(
          "%s holds a demo of %d images with seed %d: give the same, or choose another directory with --data"
              .formatted(path, earlier.images(), earlier.seed()));
    }
    return earlier;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
