package io.gleaner.evaluation.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Measured data that lies beside the checkout, not in it. */
final class DataFolder {
  private DataFolder() {}

  /** {@code -Ddata.dir}; the test is skipped with a message where it is missing. */
  static Path corel5k() {
    Path given = Path.of(System.getProperty("data.dir", "../shared/data"));
    // the tests run in the module's directory; the default counts from the checkout's root
    Optional<Path> folder =
        Stream.of(given, Path.of("..").resolve(given))
            .map(data -> data.resolve("corel5k"))
            .filter(Files::isDirectory)
            .findFirst();
    String message = "skipped: no folder corel5k in -Ddata.dir (%s)".formatted(given);
    if (folder.isEmpty()) {
      System.out.println(message);
    }
    Assumptions.assumeTrue(folder.isPresent(), message);
    return folder.orElseThrow();
  }
}
