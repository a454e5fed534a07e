package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A broker process")
class BrokerProcessIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each
  private KillableBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = new KillableBroker(directory);
  }

  @AfterEach
  void kill() {
    broker.close();
  }

  @Test
  @DisplayName("killed with -9 starts again on its directory with what was acknowledged")
  void shouldSurviveAKill() throws Exception {
    GleanerProcess.Result added = command("classes", "add", "cat", "dog").result(PATIENCE);
    assertThat(added.exitCode()).as(added.err() + broker.tail()).isZero();
    broker.killAndWait();
    broker.restart();
    GleanerProcess.Result listed = command("classes", "list").result(PATIENCE);
    assertThat(listed.exitCode()).as(listed.err() + broker.tail()).isZero();
    assertThat(listed.out().lines()).containsExactly("cat", "dog");
  }

  @Test
  @DisplayName("refuses a directory that another one uses, in one line, with exit code 1")
  void shouldRefuseADirectoryInUse() throws Exception {
    GleanerProcess.Result added = command("classes", "add", "cat").result(PATIENCE);
    assertThat(added.exitCode()).as(added.err() + broker.tail()).isZero();
    GleanerProcess second =
        GleanerProcess.start(
            Files.createDirectory(directory.resolve("second")),
            "broker",
            "--config",
            broker.config().toString());
    GleanerProcess.Result refused = second.result(PATIENCE);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err().lines()).singleElement().asString().contains("another broker uses");
  }

  @Test
  @DisplayName("is missed by a command in one line, with exit code 1")
  void shouldBeMissed() throws Exception {
    broker.killAndWait();
    GleanerProcess.Result result = command("classes", "list").result(PATIENCE);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines()).singleElement().asString().contains("does not answer");
  }

  private GleanerProcess command(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--config";
    all[arguments.length + 1] = broker.config().toString();
    return GleanerProcess.start(directory, all);
  }
}
