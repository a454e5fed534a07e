package io.gleaner.app.loop;

import io.gleaner.app.broker.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The stages as processes on loopback, with one configuration file and free ports. */
final class LoopFixture implements AutoCloseable {

  /** Started in an order in which nobody finds what it needs. */
  private static final List<String> STAGES =
      List.of("learner", "serving", "label-estimator", "ingest");

  private final Path directory;
  private final Path config;
  private final String bootstrapServers;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final List<GleanerProcess> processes = new ArrayList<>();

  /**
   * Writes the configuration.
   *
   * @param bootstrapServers a broker that runs, or empty to run our own
   */
  LoopFixture(Path directory, Optional<String> bootstrapServers) throws IOException {
    this.directory = directory;
    Iterator<Integer> free = FreePorts.find(3 + STAGES.size()).iterator();
    int kafka = free.next();
    int controller = free.next();
    this.bootstrapServers = bootstrapServers.orElse("127.0.0.1:" + kafka);
    for (String stage : STAGES) {
      ports.put(stage, free.next());
    }
    if (bootstrapServers.isEmpty()) {
      ports.put("broker", free.next());
    }
    this.config = Files.writeString(directory.resolve("gleaner.conf"), text(kafka, controller));
  }

  private String text(int kafka, int controller) {
    return """
        gleaner {
          data-dir = "%s"
          kafka.bootstrap.servers = "%s"
          topics.partitions = 2
          broker { port = %d, controller-port = %d }
          ingest.max-pixels = 1000000
          ingest.threads = 1
          learner {
            kappa = 1.5
            threads = 1
            network.input-size = 32
            replay { min-images = 32, idle = true }
            checkpoint.interval = 3 s
            holdout.min-images = 1000
          }
          serving.port = %d
        """
            .formatted(
                directory.resolve("data"), bootstrapServers, kafka, controller, port("serving"))
        + ports.entrySet().stream()
            .filter(entry -> !entry.getKey().equals("serving"))
            .map(entry -> "  %s.management.port = %d\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining())
        + "}\n";
  }

  /** Starts all stages, and then the broker they wait for. */
  void start() {
    STAGES.forEach(this::launch);
    if (ports.containsKey("broker")) {
      launch("broker");
    }
  }

  private void launch(String stage) {
    processes.add(GleanerProcess.start(directory, stage, "--config", config.toString()));
  }

  /** Runs a command that ends by itself. */
  GleanerProcess command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return GleanerProcess.start(directory, all.toArray(String[]::new));
  }

  List<GleanerProcess> processes() {
    return processes;
  }

  /** Stage names with the port on which each answers HTTP. */
  Map<String, Integer> ports() {
    return ports;
  }

  int port(String stage) {
    return ports.getOrDefault(stage, 0);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** The last lines of every log. */
  String tails() {
    return processes.stream().map(GleanerProcess::tail).collect(Collectors.joining());
  }

  @Override
  public void close() {
    processes.forEach(GleanerProcess::close);
  }
}
