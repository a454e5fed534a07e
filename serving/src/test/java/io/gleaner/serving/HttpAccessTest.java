package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.v1.LabelQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With raw requests: Java's client would not send another Host. */
@DisplayName("Serving's HTTP interface")
class HttpAccessTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String ANSWER = "{\"id\": \"a\", \"queryId\": \"q\", \"present\": true}";

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // each test starts its own
  private TestServer server;

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/v1/live", "/v1/picture?id=a", "/v1/images/a"})
  @DisplayName("asks for the token before it shows anything")
  void shouldAskForTheToken(String path) throws IOException {
    start("access.token = " + TOKEN);
    assertThat(ask("GET", path, ""))
        .startsWith("HTTP/1.1 401")
        .contains("WWW-Authenticate: Bearer");
    assertThat(ask("GET", path, "Authorization: Bearer wrong-0123456789\r\n"))
        .startsWith("HTTP/1.1 401");
  }

  @Test
  @DisplayName("answers who names the token, whatever site he comes from")
  void shouldLetTheTokenIn() throws IOException {
    start("access.token = " + TOKEN);
    String headers = "Authorization: Bearer " + TOKEN + "\r\nSec-Fetch-Site: cross-site\r\n";
    assertThat(ask("GET", "/metrics", headers)).startsWith("HTTP/1.1 200");
    assertThat(ask("POST", "/v1/answers", headers)).startsWith("HTTP/1.1 202");
  }

  @Test
  @DisplayName("takes no answer and tags no image without the token")
  void shouldGuardWhatChanges() throws IOException {
    start("access.token = " + TOKEN);
    assertThat(ask("POST", "/v1/answers", "")).startsWith("HTTP/1.1 401");
    assertThat(ask("POST", "/v1/tag", "")).startsWith("HTTP/1.1 401");
    assertThat(server.producer.history()).isEmpty();
  }

  @Test
  @DisplayName("gives strangers the page's files and the bare health, so that page and probes work")
  void shouldShowWhatIsNobodys() throws IOException {
    start("access.token = " + TOKEN);
    assertThat(ask("GET", "/", "")).startsWith("HTTP/1.1 200");
    assertThat(ask("GET", "/page/main.js", "")).startsWith("HTTP/1.1 200");
    assertThat(ask("GET", "/health/ready", ""))
        .startsWith("HTTP/1.1 503")
        .doesNotContain("promoted model");
    assertThat(ask("GET", "/health/ready", "Authorization: Bearer " + TOKEN + "\r\n"))
        .contains("promoted model");
  }

  @Test
  @DisplayName("takes no answer from another site's page")
  void shouldRefuseOtherSites() throws IOException {
    start("");
    assertThat(ask("POST", "/v1/answers", "Sec-Fetch-Site: cross-site\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(ask("POST", "/v1/answers", "Origin: https://evil.example\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(server.producer.history()).isEmpty();
    assertThat(ask("POST", "/v1/answers", "Sec-Fetch-Site: same-origin\r\n"))
        .startsWith("HTTP/1.1 202");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/live", "/metrics", "/health/live"})
  @DisplayName("answers nothing under a name that another site could have")
  void shouldRefuseRebinding(String path) throws IOException {
    start("");
    assertThat(send("GET", path, "evil.example", "")).startsWith("HTTP/1.1 421");
  }

  private void start(String settings) {
    server = new TestServer(directory, settings);
    server.http.start();
    server.page.query(
        "a", LabelQuery.newBuilder().setId("a").setQueryId("q").setClassName("cat").build());
  }

  private String ask(String method, String path, String headers) throws IOException {
    return send(method, path, "127.0.0.1:" + server.http.port(), headers);
  }

  private String send(String method, String path, String host, String headers) throws IOException {
    String body = method.equals("POST") ? ANSWER : "";
    String request =
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
            .formatted(method, path, host, body.length(), headers, body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
