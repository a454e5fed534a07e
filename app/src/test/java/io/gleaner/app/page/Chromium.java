package io.gleaner.app.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A headless Chromium that is already installed, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  private Chromium(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where the browser is, if there is one. */
  static Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts a browser.
   *
   * @param directory for its profile and its output
   */
  static Chromium start(Path binary, Path directory) throws IOException {
    Path profile = directory.resolve("profile");
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "--headless=new",
                // Tests run as root in containers, where Chromium has no sandbox.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("chromium.log").toFile())
            .start();
    Path written = profile.resolve("DevToolsActivePort");
    Awaitility.await("Chromium's port")
        .atMost(PATIENCE)
        .until(() -> Files.exists(written) && Files.readAllLines(written).size() > 1);
    return new Chromium(process, Integer.parseInt(Files.readAllLines(written).get(0)));
  }

  /** Opens a page in a tab of its own. */
  Tab open(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/json/new?about:blank".formatted(port)))
            .PUT(BodyPublishers.noBody())
            .build();
    JsonNode target =
        new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
    Tab tab = Tab.connect(http, URI.create(target.get("webSocketDebuggerUrl").asText()));
    tab.go(url);
    return tab;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
