package io.gleaner.app.loop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One label-estimator that is started, killed and started again on the same stores. */
final class EstimatorInstance implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Path config;
  private GleanerProcess process;
  private int starts;

  /**
   * Starts an instance.
   *
   * @param settings of all instances, in HOCON; the directory of its data is added
   */
  EstimatorInstance(Path directory, String settings) throws IOException {
    this.directory = Files.createDirectory(directory);
    String dataDir = "gleaner.data-dir = \"%s\"\n".formatted(directory.resolve("data"));
    this.config = Files.writeString(directory.resolve("gleaner.conf"), settings + dataDir);
    this.process = launch();
  }

  private GleanerProcess launch() throws IOException {
    Path logs = Files.createDirectory(directory.resolve("start-" + ++starts));
    return GleanerProcess.start(logs, "label-estimator", "--config", config.toString());
  }

  /** Starts it again on what it has left. */
  void restart() throws IOException {
    process = launch();
  }

  void awaitReady() {
    await("label-estimator to be ready")
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || process.tail().contains("label-estimator is ready"));
  }

  /** Sends SIGKILL. */
  void kill() {
    process.kill();
  }

  /** Sends SIGTERM, and returns when it has stopped. */
  void stop() {
    process.terminate();
    await("label-estimator to stop").atMost(PATIENCE).until(() -> !process.isAlive());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String tail() {
    return process.tail();
  }

  Path data() {
    return directory.resolve("data");
  }

  @Override
  public void close() {
    process.close();
  }
}
