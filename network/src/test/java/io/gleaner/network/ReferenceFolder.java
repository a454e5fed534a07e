package io.gleaner.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Reference vectors and data that lie beside the checkout, not in it. */
final class ReferenceFolder {

  private ReferenceFolder() {}

  /** {@code -Dgolden.dir}; the test is skipped with a message where it is missing. */
  static Path golden() {
    return folder("golden.dir", "../shared/golden");
  }

  /** {@code -Ddata.dir}; the test is skipped with a message where it is missing. */
  static Path data() {
    return folder("data.dir", "../shared/data");
  }

  private static Path folder(String property, String byDefault) {
    Path given = Path.of(System.getProperty(property, byDefault));
    // the tests run in the module's directory; the default counts from the checkout's root
    Optional<Path> folder =
        Stream.of(given, Path.of("..").resolve(given)).filter(Files::isDirectory).findFirst();
    String message = "skipped: no folder -D%s (%s)".formatted(property, given);
    if (folder.isEmpty()) {
      System.out.println(message);
    }
    Assumptions.assumeTrue(folder.isPresent(), message);
    return folder.orElseThrow();
  }
}
