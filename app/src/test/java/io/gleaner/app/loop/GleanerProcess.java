package io.gleaner.app.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One {@code gleaner} command in a JVM of its own, started from the packaged distribution. */
final class GleanerProcess implements AutoCloseable {

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private GleanerProcess(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param directory where its output and its working directory lie
   */
  static GleanerProcess start(Path directory, String... arguments) {
    return start(directory, Map.of(), arguments);
  }

  /**
   * Starts a command.
   *
   * @param environment set for it beside what is set here
   */
  static GleanerProcess start(
      Path directory, Map<String, String> environment, String... arguments) {
    String name = arguments[0];
    Path out = directory.resolve(name + ".out");
    Path err = directory.resolve(name + ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx768m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            "-cp",
            Path.of(System.getProperty("gleaner.distribution"), "lib") + "/*",
            "io.gleaner.app.Gleaner"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
      // As the launcher does: threads that spin starve the other processes.
      builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
      builder.environment().putAll(environment);
      Process process = builder.start();
      return new GleanerProcess(name, process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a command that ends by itself. */
  Result result(Duration patience) throws InterruptedException, IOException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " did not end within " + patience + ": " + tail());
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** What a command left. */
  record Result(int exitCode, String out, String err) {}

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL, and returns when the process is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  int exitCode() {
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines of the log, for a failure's message. */
  String tail() {
    try {
      List<String> lines = Files.readAllLines(err);
      return lines.subList(Math.max(0, lines.size() - 30), lines.size()).stream()
          .collect(Collectors.joining("\n", "\n--- " + name + " ---\n", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return name;
  }
}
