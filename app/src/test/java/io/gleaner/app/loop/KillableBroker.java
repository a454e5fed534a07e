package io.gleaner.app.loop;

import static org.awaitility.Awaitility.await;

import io.gleaner.app.broker.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;

/** A broker process that can be killed and started again on its directory and its port. */
final class KillableBroker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Path config;
  private final String bootstrapServers;
  private GleanerProcess process;
  private int starts;

  /** Starts a broker that writes below a directory. */
  KillableBroker(Path directory) throws IOException {
    this.directory = directory;
    Iterator<Integer> ports = FreePorts.find(2).iterator();
    int port = ports.next();
    bootstrapServers = "127.0.0.1:" + port;
    config =
        Files.writeString(
            directory.resolve("broker.conf"),
            """
            gleaner {
              data-dir = "%s"
              kafka.bootstrap.servers = "%s"
              broker { port = %d, controller-port = %d, management.port = 0 }
            }
            """
                .formatted(directory.resolve("broker"), bootstrapServers, port, ports.next()));
    process = launch();
  }

  private GleanerProcess launch() throws IOException {
    // a log of its own, in which an earlier start's readiness does not stand
    Path logs = Files.createDirectory(directory.resolve("broker-start-" + ++starts));
    GleanerProcess started = GleanerProcess.start(logs, "broker", "--config", config.toString());
    await("the broker to be ready")
        .atMost(PATIENCE)
        .until(() -> started.tail().contains("broker is ready"));
    return started;
  }

  /** A file that {@code --config} takes, for commands that talk to it. */
  Path config() {
    return config;
  }

  /** The last words of its log. */
  String tail() {
    return process.tail();
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Sends SIGKILL. */
  void kill() {
    process.kill();
  }

  /** Sends SIGKILL and waits until it is gone. */
  void killAndWait() {
    kill();
    await("the broker to be gone").atMost(PATIENCE).until(() -> !process.isAlive());
  }

  /** Starts it again on what it has left; returns when it is ready. */
  void restart() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    process.close();
  }
}
