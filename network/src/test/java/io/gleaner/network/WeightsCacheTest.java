package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The cache of published weights")
class WeightsCacheTest {

  private static final String PLACE = "/somebody/weights/resolve/abc/model.safetensors";

  @TempDir private Path directory;
  private final byte[] content = new byte[200_000];
  private final List<String> asked = new ArrayList<>();

  @BeforeEach
  void fill() {
    new Random(1).nextBytes(content);
  }

  private PublishedWeights published() {
    return new PublishedWeights(
        "resnet18", "somebody/weights", "abc", FileDigest.of(content).sha256(), 0, "a test");
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  /** Fetches from a server that answers so. */
  private Path fetch(HttpHandler handler, List<Long> progress) throws Exception {
    HttpHandler counted =
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          try (exchange) {
            handler.handle(exchange);
          }
        };
    Files.deleteIfExists(directory.resolve("hub.p12"));
    try (LocalHub hub = new LocalHub(directory, counted)) {
      return new WeightsCache(cache(), hub.uri(), hub.client()).fetch(published(), progress::add);
    }
  }

  private void assertRefused(HttpHandler handler, String... parts) throws IOException {
    assertThatThrownBy(() -> fetch(handler, new ArrayList<>()))
        .isInstanceOf(WeightsDownloadException.class)
        .hasMessageContainingAll(parts);
    try (Stream<Path> left = Files.list(cache())) {
      assertThat(left).as("nothing half is left behind").isEmpty();
    }
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Test
  @DisplayName("downloads the file once over HTTPS, and then has it")
  void shouldDownloadOnce() throws Exception {
    List<Long> progress = new ArrayList<>();
    Path file = fetch(exchange -> answer(exchange, content), progress);
    assertThat(file).hasBinaryContent(content).hasParentRaw(cache());
    assertThat(asked).containsExactly(PLACE);
    assertThat(progress).isSorted().endsWith((long) content.length);

    assertThat(fetch(exchange -> answer(exchange, new byte[1]), progress)).isEqualTo(file);
    assertThat(asked).hasSize(1);
  }

  @Test
  @DisplayName("follows the hub to where the file is handed out")
  void shouldFollowRedirects() throws Exception {
    HttpHandler handler =
        exchange -> {
          if (exchange.getRequestURI().getPath().equals(PLACE)) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
          } else {
            answer(exchange, content);
          }
        };
    assertThat(fetch(handler, new ArrayList<>())).hasBinaryContent(content);
    assertThat(asked).containsExactly(PLACE, "/elsewhere");
  }

  @Test
  @DisplayName("downloads again what was damaged on the disk")
  void shouldReplaceDamagedFiles() throws Exception {
    Path file = fetch(exchange -> answer(exchange, content), new ArrayList<>());
    Files.write(file, new byte[content.length]);
    assertThat(fetch(exchange -> answer(exchange, content), new ArrayList<>()))
        .hasBinaryContent(content);
    assertThat(asked).hasSize(2);
  }

  @Test
  @DisplayName("refuses one flipped bit, a file cut short and one too long")
  void shouldRefuseOtherContent() throws Exception {
    byte[] flipped = content.clone();
    flipped[100] ^= 1;
    assertRefused(
        exchange -> answer(exchange, flipped),
        "gave 200000 bytes with SHA-256 " + FileDigest.of(flipped).sha256(),
        published().sha256() + " was published: not taken");
    assertRefused(
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content, 0, 1000);
        },
        PLACE + " broke off");
    assertRefused(exchange -> answer(exchange, new byte[1_000_001]), "sends more than the 0 MB");
  }

  @Test
  @DisplayName("says what the server answered, or that it cannot be reached")
  void shouldSayWhatWentWrong() throws Exception {
    assertRefused(
        exchange -> exchange.sendResponseHeaders(404, -1), PLACE, "answered with HTTP status 404");
    URI nobody = URI.create("https://localhost:1");
    WeightsCache cache = new WeightsCache(cache(), nobody, HttpClient.newHttpClient());
    assertThatThrownBy(() -> cache.fetch(published(), bytes -> {}))
        .isInstanceOf(WeightsDownloadException.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("check the network");
  }

  @Test
  @DisplayName("gives up a download that sends nothing more")
  void shouldNotWaitForEver() throws Exception {
    CountDownLatch givenUp = new CountDownLatch(1);
    HttpHandler stalls =
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content, 0, 1000);
          exchange.getResponseBody().flush();
          try {
            givenUp.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (LocalHub hub = new LocalHub(directory, stalls)) {
      WeightsCache cache =
          new WeightsCache(cache(), hub.uri(), hub.client(), Duration.ofMillis(200));
      assertThatThrownBy(() -> cache.fetch(published(), bytes -> {}))
          .isInstanceOf(WeightsDownloadException.class)
          .hasMessageContaining(PLACE + " broke off (nothing came for 200 ms): try again");
      givenUp.countDown();
    }
    assertThat(cache()).isEmptyDirectory();
  }

  @Test
  @DisplayName("takes nothing over plain HTTP")
  void shouldWantHttps() {
    assertThatThrownBy(
            () -> new WeightsCache(cache(), URI.create("http://hub"), HttpClient.newHttpClient()))
        .hasMessage("weights come over https only, not from http://hub");
  }

  @Test
  @DisplayName("knows files of existing backbones, each pinned to a commit")
  void shouldPinWhatItKnows() {
    assertThat(PublishedWeights.known())
        .allSatisfy(
            weights -> {
              assertThat(Trunk.byName(weights.backbone()).classifier()).isIn("fc", "classifier.1");
              assertThat(weights.revision()).matches("[0-9a-f]{40}");
              assertThat(weights.uri(WeightsCache.HUB))
                  .hasScheme("https")
                  .hasHost("huggingface.co")
                  .hasPath(
                      "/%s/resolve/%s/model.safetensors"
                          .formatted(weights.repository(), weights.revision()));
            });
  }
}
