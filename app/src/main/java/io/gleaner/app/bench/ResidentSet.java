package io.gleaner.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process holds, as Linux counts it. */
final class ResidentSet {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String KEY = "VmRSS:";
  private static final double KIB_PER_MIB = 1024;

  private ResidentSet() {}

  /** In MiB; NaN where the system does not say. */
  static double mib() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return Double.NaN;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(KEY))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
        .findFirst()
        .orElse(Double.NaN);
  }
}
