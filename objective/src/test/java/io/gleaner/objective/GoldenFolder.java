package io.gleaner.objective;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the optional reference data beside the checkout is. */
final class GoldenFolder {
  private GoldenFolder() {}

  /** {@code -Dgolden.dir}, or {@code ../shared/golden} beside the checkout, if it exists. */
  static Optional<Path> find() {
    Path given = Path.of(System.getProperty("golden.dir", "../shared/golden"));
    // the tests run in the module's directory; the default counts from the checkout's root
    return List.of(given, Path.of("..").resolve(given)).stream()
        .filter(Files::isDirectory)
        .findFirst();
  }
}
