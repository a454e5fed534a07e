package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The route of explanations")
class ExplainRouteTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private RuntimeException failure = new StreamsNotStartedException("not started");
  private boolean waiting;
  private HttpServer server;

  @BeforeEach
  @SuppressWarnings("NullAway.Init")
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        ImageQuestion.PATH,
        new ExplainRoute(
            () -> {
              if (waiting) {
                return Optional.empty();
              }
              throw failure;
            }));
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private HttpResponse<String> request(String method) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/explain/dog");
    return http.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @DisplayName("answers 503 with a time to come back before Kafka Streams runs")
  void shouldAskToComeBack() throws Exception {
    HttpResponse<String> closed = request("GET");
    waiting = true;
    HttpResponse<String> waits = request("GET");

    for (HttpResponse<String> response : List.of(closed, waits)) {
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).contains("1");
      assertThat(response.body()).contains("ask again in a moment");
    }
  }

  @Test
  @DisplayName("answers 500 when something fails that should not")
  void shouldTellOfFailures() throws Exception {
    failure = new IllegalStateException("on purpose");

    assertThat(request("GET").statusCode()).isEqualTo(500);
  }

  @Test
  @DisplayName("takes nothing but GET")
  void shouldRefuseOtherMethods() throws Exception {
    assertThat(request("DELETE").statusCode()).isEqualTo(405);
  }
}
