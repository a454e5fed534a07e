package io.gleaner.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.gleaner.protocol.RejectionReason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An image named by URI is fetched from where it is allowed, and nowhere else")
class UriFetcherTest {

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  @TempDir private Path dir;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    body("/image", 200, 1000);
    body("/large", 200, 2001);
    body("/missing", 404, 10);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/image");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  private void body(String path, int status, int bytes) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(new byte[bytes]);
          }
        });
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  @DisplayName("a listed host and port is fetched")
  void shouldFetch() throws Exception {
    assertThat(allowing(host()).fetch(url("/image"))).hasSize(1000);
  }

  @Test
  @DisplayName("a host on another port is another host, and credentials hide none")
  void shouldRefuseOthers() {
    UriFetcher fetcher = allowing("127.0.0.1");
    assertThat(refusal(fetcher, url("/image"))).isEqualTo(RejectionReason.URI_NOT_ALLOWED);
    assertThat(refusal(allowing(host()), "http://" + host() + "@127.0.0.1:1/x"))
        .isEqualTo(RejectionReason.URI_NOT_ALLOWED);
  }

  @Test
  @DisplayName("redirects and errors are not followed")
  void shouldNotFollow() {
    assertThat(refusal(allowing(host()), url("/moved")))
        .isEqualTo(RejectionReason.URI_NOT_READABLE);
    assertThat(refusal(allowing(host()), url("/missing")))
        .isEqualTo(RejectionReason.URI_NOT_READABLE);
  }

  @Test
  @DisplayName("a long body is hung up on")
  void shouldBoundBytes() {
    assertThat(refusal(allowing(host()), url("/large"))).isEqualTo(RejectionReason.TOO_MANY_BYTES);
  }

  @Test
  @DisplayName("a body that never ends its dripping runs out of time")
  void shouldBoundTime() {
    UriFetcher hasty = fetcher(List.of(host()), List.of(), Duration.ofMillis(300));
    assertThat(refusal(hasty, url("/slow"))).isEqualTo(RejectionReason.URI_NOT_READABLE);
  }

  @Test
  @DisplayName("a file below a listed directory is read, and no other")
  void shouldReadFiles() throws Exception {
    Path inside = Files.createDirectories(dir.resolve("in"));
    Path outside = Files.write(dir.resolve("secret"), "s".getBytes(UTF_8));
    Path image = Files.write(inside.resolve("a b.jpg"), new byte[1500]);
    Path large = Files.write(inside.resolve("large"), new byte[2001]);
    Path link = Files.createSymbolicLink(inside.resolve("link"), outside);
    UriFetcher fetcher = fetcher(List.of(), List.of(inside), Duration.ofSeconds(5));

    assertThat(fetcher.fetch(image.toUri().toString())).hasSize(1500);
    assertThat(refusal(fetcher, large.toUri().toString()))
        .isEqualTo(RejectionReason.TOO_MANY_BYTES);
    for (String uri :
        List.of(
            outside.toUri().toString(),
            link.toUri().toString(),
            inside.toUri() + "../secret",
            dir.resolve("no such file").toUri().toString(),
            "file://elsewhere/etc/passwd")) {
      assertThat(refusal(fetcher, uri)).as(uri).isEqualTo(RejectionReason.URI_NOT_ALLOWED);
    }
    assertThat(refusal(fetcher, inside.resolve("gone").toUri().toString()))
        .isEqualTo(RejectionReason.URI_NOT_READABLE);
    assertThat(refusal(fetcher, inside.toUri().toString()))
        .isEqualTo(RejectionReason.URI_NOT_READABLE);
  }

  private UriFetcher allowing(String host) {
    return fetcher(List.of(host), List.of(), Duration.ofSeconds(20));
  }

  private static UriFetcher fetcher(List<String> hosts, List<Path> directories, Duration timeout) {
    return new UriFetcher(new UriConfig(hosts, directories, timeout, 2000));
  }

  private String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private String url(String path) {
    return "http://" + host() + path;
  }

  private static RejectionReason refusal(UriFetcher fetcher, String uri) {
    Unacceptable e = catchThrowableOfType(Unacceptable.class, () -> fetcher.fetch(uri));
    assertThat(e).as("refusal of %s", uri).isNotNull();
    return e.reason();
  }
}
